#include "parquedb/document_check.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>

#include "simdjson.h"

namespace parquedb {
namespace {

using delta_utils::Field;

/// Objects with more fields look for duplicates by hash.
constexpr size_t kLinearSearchFields = 16;

Status Refuse(const std::string& path, std::string_view why) {
  return delta_utils::InvalidArgument("field '" + path + "'", why);
}

bool IsUtf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

const Field* FindDuplicate(const Object& object) {
  const auto& fields = object.fields;
  if (fields.size() <= kLinearSearchFields) {
    for (size_t i = 1; i < fields.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (fields[i].name == fields[j].name) return &fields[i];
      }
    }
    return nullptr;
  }
  std::unordered_set<std::string_view> names;
  for (const Field& field : fields) {
    if (!names.insert(field.name).second) return &field;
  }
  return nullptr;
}

/// Walks a document; `path_` names the field at hand and is rebuilt only for an error.
class Checker {
 public:
  Status CheckObject(const Object& object, int depth) {
    if (depth > kMaxDocumentDepth) return TooDeep();
    if (const Field* field = FindDuplicate(object)) {
      path_.push_back(field->name);
      return Refuse(Path(), "duplicate key");
    }
    for (const Field& field : object.fields) {
      path_.push_back(field.name);
      if (!IsUtf8(field.name)) return Refuse(Path(), "the name is not valid UTF-8");
      if (field.name.find('\0') != std::string::npos) {
        return Refuse(Path(), "the name contains NUL");
      }
      ARROW_RETURN_NOT_OK(CheckValue(field.value, depth));
      path_.pop_back();
    }
    return Status::OK();
  }

 private:
  Status CheckValue(const Value& value, int depth) {
    switch (value.type()) {
      case delta_utils::ValueType::kObject:
        return CheckObject(value.get<Object>(), depth + 1);
      case delta_utils::ValueType::kArray:
        return CheckArray(value.get<Array>(), depth + 1);
      case delta_utils::ValueType::kString:
        return CheckText(value.get<std::string>());
      case delta_utils::ValueType::kSymbol:
        return CheckText(value.get<delta_utils::Symbol>().text);
      case delta_utils::ValueType::kJavaScript:
        return CheckText(value.get<delta_utils::JavaScript>().code);
      case delta_utils::ValueType::kDbPointer:
        return CheckText(value.get<delta_utils::DbPointer>().ns);
      case delta_utils::ValueType::kRegex: {
        const auto& regex = value.get<delta_utils::Regex>();
        ARROW_RETURN_NOT_OK(CheckText(regex.pattern));
        return CheckText(regex.options);
      }
      case delta_utils::ValueType::kJavaScriptWithScope: {
        const auto& code = value.get<delta_utils::JavaScriptWithScope>();
        ARROW_RETURN_NOT_OK(CheckText(code.code));
        return CheckObject(code.scope, depth + 1);
      }
      default:
        return Status::OK();
    }
  }

  Status CheckArray(const Array& array, int depth) {
    if (depth > kMaxDocumentDepth) return TooDeep();
    for (size_t i = 0; i < array.size(); ++i) {
      Status status = CheckValue(array.values[i], depth);
      if (!status.ok()) return status;
    }
    return Status::OK();
  }

  Status CheckText(std::string_view text) {
    return IsUtf8(text) ? Status::OK() : Refuse(Path(), "not valid UTF-8");
  }

  Status TooDeep() { return Refuse(Path(), "more than 200 levels"); }

  std::string Path() const {
    std::string path;
    for (std::string_view name : path_) {
      if (!path.empty()) path += '.';
      path += name;
    }
    return path;
  }

  std::vector<std::string_view> path_;
};

Status CheckTopLevel(const Object& document) {
  for (const Field& field : document.fields) {
    if (!field.name.empty() && field.name.front() == '$') {
      return Refuse(field.name, "a top-level name may not begin with '$'");
    }
    if (field.name != kIdField) continue;
    bool refused = field.value.is<Array>() || field.value.is<delta_utils::Regex>() ||
                   field.value.is<delta_utils::Undefined>();
    if (refused) {
      return Refuse(
          field.name,
          "cannot be of type " + std::string(delta_utils::TypeName(field.value.type())));
    }
  }
  return Status::OK();
}

}  // namespace

Status CheckDocument(const Object& document) {
  ARROW_RETURN_NOT_OK(Checker().CheckObject(document, 1));
  ARROW_RETURN_NOT_OK(CheckTopLevel(document));
  int64_t size = delta_utils::BsonSize(document);
  if (size > kMaxDocumentBytes) {
    return delta_utils::InvalidArgument("", "the document has " + std::to_string(size) +
                                                " bytes as BSON, more than 16 MiB");
  }
  return Status::OK();
}

bool EnsureId(Object* document, delta_utils::Runtime runtime) {
  auto& fields = document->fields;
  auto id = std::find_if(fields.begin(), fields.end(),
                         [](const Field& field) { return field.name == kIdField; });
  if (id != fields.end()) {
    std::rotate(fields.begin(), id, id + 1);
    return false;
  }
  fields.insert(fields.begin(),
                Field{std::string(kIdField),
                      delta_utils::NewObjectId(*runtime.clock, *runtime.random)});
  return true;
}

}  // namespace parquedb
