// Reading a parsed object field by field, strictly.
//
//   FieldReader fields(std::move(object), "_source");
//   ARROW_ASSIGN_OR_RAISE(std::optional<std::string> db, fields.TakeText("database"));
//   ARROW_RETURN_NOT_OK(fields.ExpectEnd());
//
// A null reads as absent. Errors: InvalidArgument with the field's path.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils::internal {

class FieldReader {
 public:
  /// `path`: of the object itself; empty for a whole text.
  FieldReader(Object object, std::string path)
      : object_(std::move(object)),
        path_(std::move(path)),
        taken_(object_.fields.size(), false) {}

  /// nullopt if absent; a null is Null{}.
  std::optional<Value> Take(std::string_view name);
  Result<std::optional<std::string>> TakeText(std::string_view name);
  /// An int32 or an int64.
  Result<std::optional<int64_t>> TakeInteger(std::string_view name);
  Result<std::optional<Object>> TakeObject(std::string_view name);

  /// An error about `name`.
  Status Bad(std::string_view name, std::string_view message) const;
  Status Missing(std::string_view name) const { return Bad(name, "is missing"); }
  /// An error if a field is left that nobody took.
  Status ExpectEnd() const;

  std::string PathOf(std::string_view name) const;

 private:
  template <typename T>
  Result<std::optional<T>> TakeAs(std::string_view name, std::string_view what);

  Object object_;
  std::string path_;
  std::vector<bool> taken_;
};

/// The value, which must be there.
template <typename T>
Result<T> Required(Result<std::optional<T>> value, const FieldReader& fields,
                   std::string_view name) {
  ARROW_RETURN_NOT_OK(value.status());
  if (!*value) return fields.Missing(name);
  return std::move(**value);
}

}  // namespace delta_utils::internal
