#include <cmath>

#include "delta_utils/base/base64.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/iso_date.h"
#include "delta_utils/base/json_writer.h"
#include "delta_utils/base/runtime.h"

namespace delta_utils {
namespace {

/// Appends values to one string. Overloads are the visitor of Value::Storage.
class Printer {
 public:
  Printer(ExtJsonMode mode, std::string* out)
      : canonical_(mode == ExtJsonMode::kCanonical), out_(*out) {}

  void operator()(const Null&) { out_ += "null"; }
  void operator()(const Undefined&) { out_ += R"({"$undefined":true})"; }
  void operator()(const MinKey&) { out_ += R"({"$minKey":1})"; }
  void operator()(const MaxKey&) { out_ += R"({"$maxKey":1})"; }
  void operator()(bool truth) { out_ += truth ? "true" : "false"; }
  void operator()(int32_t number) { Integer("$numberInt", number); }
  void operator()(int64_t number) { Integer("$numberLong", number); }
  void operator()(double number);
  void operator()(const Decimal128& number) { Wrap("$numberDecimal", ToString(number)); }
  void operator()(const std::string& text) { AppendJsonString(text, &out_); }
  void operator()(const Binary& binary) { BinaryData(binary.subtype, binary.bytes); }
  void operator()(const ObjectId& id) { Wrap("$oid", ToString(id)); }
  void operator()(const Uuid& uuid) {
    BinaryData(4, std::string(uuid.bytes.begin(), uuid.bytes.end()));
  }
  void operator()(const Date& date);
  void operator()(const Timestamp& timestamp);
  void operator()(const Regex& regex);
  void operator()(const JavaScript& script) { Wrap("$code", script.code); }
  void operator()(const JavaScriptWithScope& script);
  void operator()(const Symbol& symbol) { Wrap("$symbol", symbol.text); }
  void operator()(const DbPointer& pointer);
  void operator()(const Array& array);
  void operator()(const Object& object);

 private:
  /// {"name":"text"}
  void Wrap(std::string_view name, std::string_view text);
  void Integer(std::string_view name, int64_t number);
  void BinaryData(uint8_t subtype, std::string_view bytes);

  const bool canonical_;
  std::string& out_;
};

void Printer::Wrap(std::string_view name, std::string_view text) {
  out_ += "{\"";
  out_ += name;
  out_ += "\":";
  AppendJsonString(text, &out_);
  out_ += '}';
}

void Printer::Integer(std::string_view name, int64_t number) {
  if (canonical_) {
    Wrap(name, std::to_string(number));
  } else {
    out_ += std::to_string(number);
  }
}

void Printer::operator()(double number) {
  if (std::isnan(number)) return Wrap("$numberDouble", "NaN");
  if (std::isinf(number)) {
    return Wrap("$numberDouble", number > 0 ? "Infinity" : "-Infinity");
  }
  if (!canonical_) return AppendJsonDouble(number, &out_);
  std::string text;
  AppendJsonDouble(number, &text);
  Wrap("$numberDouble", text);
}

void Printer::BinaryData(uint8_t subtype, std::string_view bytes) {
  constexpr char kHexDigits[] = "0123456789abcdef";
  out_ += R"({"$binary":{"base64":")";
  AppendBase64(bytes, &out_);
  out_ += R"(","subType":")";
  out_ += kHexDigits[subtype >> 4];
  out_ += kHexDigits[subtype & 15];
  out_ += "\"}}";
}

void Printer::operator()(const Date& date) {
  out_ += "{\"$date\":";
  const bool portable = date.millis >= 0 && date.millis <= kLastIsoDate.millis;
  if (!canonical_ && portable) {
    out_ += '"';
    AppendIsoDate(date, &out_);
    out_ += '"';
  } else {
    Wrap("$numberLong", std::to_string(date.millis));
  }
  out_ += '}';
}

void Printer::operator()(const Timestamp& timestamp) {
  out_ += R"({"$timestamp":{"t":)";
  out_ += std::to_string(timestamp.seconds);
  out_ += R"(,"i":)";
  out_ += std::to_string(timestamp.increment);
  out_ += "}}";
}

void Printer::operator()(const Regex& regex) {
  out_ += R"({"$regularExpression":{"pattern":)";
  AppendJsonString(regex.pattern, &out_);
  out_ += R"(,"options":)";
  AppendJsonString(regex.options, &out_);
  out_ += "}}";
}

void Printer::operator()(const JavaScriptWithScope& script) {
  out_ += R"({"$code":)";
  AppendJsonString(script.code, &out_);
  out_ += R"(,"$scope":)";
  (*this)(script.scope);
  out_ += '}';
}

void Printer::operator()(const DbPointer& pointer) {
  out_ += R"({"$dbPointer":{"$ref":)";
  AppendJsonString(pointer.ns, &out_);
  out_ += R"(,"$id":)";
  (*this)(pointer.id);
  out_ += "}}";
}

void Printer::operator()(const Array& array) {
  out_ += '[';
  for (size_t i = 0; i < array.values.size(); ++i) {
    if (i > 0) out_ += ',';
    std::visit(*this, array.values[i].storage);
  }
  out_ += ']';
}

void Printer::operator()(const Object& object) {
  out_ += '{';
  for (size_t i = 0; i < object.fields.size(); ++i) {
    if (i > 0) out_ += ',';
    AppendJsonString(object.fields[i].name, &out_);
    out_ += ':';
    std::visit(*this, object.fields[i].value.storage);
  }
  out_ += '}';
}

}  // namespace

void AppendExtJson(const Value& value, ExtJsonMode mode, std::string* out) {
  std::visit(Printer(mode, out), value.storage);
}

void AppendExtJson(const Object& document, ExtJsonMode mode, std::string* out) {
  Printer(mode, out)(document);
}

std::string ToExtJson(const Value& value, ExtJsonMode mode) {
  std::string text;
  AppendExtJson(value, mode, &text);
  return text;
}

std::string ToExtJson(const Object& document, ExtJsonMode mode) {
  std::string text;
  AppendExtJson(document, mode, &text);
  return text;
}

}  // namespace delta_utils
