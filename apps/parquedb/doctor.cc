#include <cstdio>

#include "command.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/storage/store_doctor.h"

namespace parquedb::cli {
namespace {

using delta_utils::CheckOutcome;
using delta_utils::Latency;
using delta_utils::StoreCheck;
using delta_utils::StoreReport;
using delta_utils::StoreVerdict;

constexpr size_t kOutcomeWidth = 9;
constexpr size_t kNameWidth = 21;

const char* TextOf(CheckOutcome outcome) {
  if (outcome == CheckOutcome::kOk) return "ok";
  return outcome == CheckOutcome::kFailed ? "FAILED" : "unclear";
}

const char* TextOf(StoreVerdict verdict) {
  if (verdict == StoreVerdict::kSafe) return "safe";
  return verdict == StoreVerdict::kNotSafe ? "not safe" : "unknown";
}

std::string MillisText(int64_t micros) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.2f ms", static_cast<double>(micros) / 1000);
  return text;
}

std::string ReportText(const StoreReport& report) {
  std::string text;
  for (const StoreCheck& check : report.checks) {
    text += PadRight(TextOf(check.outcome), kOutcomeWidth) +
            PadRight(check.name, kNameWidth) + check.detail + "\n";
  }
  const auto line = [&](const char* name, const Latency& latency) {
    text += PadRight(name, kOutcomeWidth) + "median " +
            MillisText(latency.median_micros) + ", worst " +
            MillisText(latency.worst_micros) + "\n";
  };
  if (report.clock_ahead_min_ms) {  // else it was not measured
    line("put", report.put);
    line("get", report.get);
    line("head", report.head);
  }
  return text + "several writers: " + TextOf(report.verdict) + "\n";
}

Value LatencyValue(const Latency& latency) {
  Object object;
  object.Append("median", latency.median_micros);
  object.Append("worst", latency.worst_micros);
  return Value(std::move(object));
}

std::string ReportJson(const StoreReport& report, const std::string& uri) {
  Object json;
  json.Append("uri", uri);
  Array checks;
  for (const StoreCheck& check : report.checks) {
    Object object;
    object.Append("name", check.name);
    object.Append("outcome", TextOf(check.outcome));
    object.Append("detail", check.detail);
    object.Append("decides", check.decides);
    checks.values.emplace_back(std::move(object));
  }
  json.Append("checks", std::move(checks));
  if (report.clock_ahead_min_ms) {
    json.Append("put_micros", LatencyValue(report.put));
    json.Append("get_micros", LatencyValue(report.get));
    json.Append("head_micros", LatencyValue(report.head));
    json.Append("clock_ahead_min_ms", *report.clock_ahead_min_ms);
    json.Append("clock_ahead_max_ms", *report.clock_ahead_max_ms);
  }
  json.Append("verdict", TextOf(report.verdict));
  Array reasons;
  for (const std::string& reason : report.reasons) reasons.values.emplace_back(reason);
  json.Append("reasons", std::move(reasons));
  return delta_utils::ToExtJson(json, delta_utils::ExtJsonMode::kRelaxed) + "\n";
}

}  // namespace

Status RunDoctor(Session& session, const StoreCommandOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto place, session.Locate(options.target));
  ARROW_ASSIGN_OR_RAISE(
      const StoreReport report,
      delta_utils::ExamineStore(*place.store, place.root, session.runtime()));
  Output output;
  ARROW_RETURN_NOT_OK(
      output.Write(options.json ? ReportJson(report, place.Uri()) : ReportText(report)));
  ARROW_RETURN_NOT_OK(output.Finish());
  if (report.verdict == StoreVerdict::kSafe) return Status::OK();
  std::string why = report.verdict == StoreVerdict::kNotSafe
                        ? "several writers are not safe"
                        : "whether several writers are safe could not be told";
  for (const std::string& reason : report.reasons) why += "; " + reason;
  const auto kind = report.verdict == StoreVerdict::kNotSafe
                        ? delta_utils::ErrorKind::kUnsupported
                        : delta_utils::ErrorKind::kUnavailable;
  return delta_utils::MakeError(kind, place.Uri(), why);
}

}  // namespace parquedb::cli
