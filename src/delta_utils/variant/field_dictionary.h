// FieldDictionary: gives field names their ids while Variants are built, and writes the
// metadata.
//
//   FieldDictionary names(DictionaryScope::kRow);
//   VariantBuilder builder(&names);
//   for (...) {
//     ... builder ...
//     ARROW_RETURN_NOT_OK(builder.Finish(&value));
//     ARROW_RETURN_NOT_OK(names.FinishRow(&metadata));
//   }
//
// kRow: each row's metadata holds the row's own names, in the order of their first use.
// kBatch: one metadata for all rows, which is whole only after the last one; read it with
// Metadata(). kFixed: the names are given, and another is an error. The sorted flag is
// set only if the names are sorted. Looking a name up costs a hash, or only a comparison
// where names come in the same order as before. Threads: one. Errors: InvalidArgument (a
// name that is not UTF-8 or is not in a fixed dictionary; over 1 GiB of names).
//
// Source: VariantEncoding.md, "Metadata encoding".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/variant/metadata_index.h"

namespace delta_utils {

enum class DictionaryScope { kRow, kBatch, kFixed };

class FieldDictionary {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  /// kRow or kBatch, empty.
  explicit FieldDictionary(DictionaryScope scope);
  /// kFixed, with these names sorted and each once.
  static Result<FieldDictionary> OfNames(std::vector<std::string> names);
  /// kFixed, with the ids, and the bytes, of an existing metadata.
  static FieldDictionary Of(const MetadataIndex& names);

  DictionaryScope scope() const { return scope_; }
  /// The id of `name` in the metadata of the row. kNone: refused; status() says why.
  inline uint32_t IdOf(std::string_view name);
  std::string_view name(uint32_t id) const { return names_[slots_[id]].text; }
  uint32_t size() const { return static_cast<uint32_t>(slots_.size()); }
  /// Whether field `a` is listed before field `b`: by the bytes of their names.
  bool Less(uint32_t a, uint32_t b);
  /// How many fields OrderOf takes.
  static constexpr size_t kMaxOrdered = 32;
  /// The places of fields in the order of their names, which is remembered for objects
  /// that have the same fields in the same order. `id_of`: of the field at a place.
  /// nullptr: a field repeats. Valid until the next call.
  template <typename IdOfPlace>
  const uint8_t* OrderOf(size_t count, IdOfPlace id_of);
  const Status& status() const { return status_; }

  /// Numbers the row's names anew, in the order of their bytes, so that the metadata is
  /// sorted: for who walks over the row twice. Ids given out before are void. Not under
  /// kFixed.
  void SortIds();
  /// Ends a row: appends its metadata, if `metadata` is not null, and under kRow forgets
  /// the row's names. Whatever status() says is returned and forgotten.
  Status FinishRow(std::string* metadata);
  /// The metadata of all names there are now.
  std::string Metadata() const;

 private:
  struct Name {
    std::string_view text;
    uint32_t rank = kNone;
    uint32_t id = kNone;  // in the row
    uint64_t row = 0;     // for which id holds
    // The two names that last came after this one, the likelier first.
    uint32_t next = 0;
    uint32_t other_next = 0;
  };
  /// The names of a past row, in the order of their ids, and their metadata.
  struct PastRow {
    std::vector<uint32_t> slots;
    std::string metadata;
  };

  /// The fields of an object, and their order by name.
  struct Order {
    size_t count = 0;
    std::array<uint32_t, kMaxOrdered> slots;
    std::array<uint8_t, kMaxOrdered> places;
  };

  uint32_t AddName(std::string_view name);
  /// IdOf, for a name that is not the one expected.
  uint32_t LookUp(std::string_view name);
  /// The row's id for the name, which it may have none of yet.
  uint32_t IdInRow(uint32_t slot);
  uint32_t UnexpectedSlotOf(std::string_view name);
  /// False: a field repeats.
  bool Sort(Order* order);
  void GrowOrders();
  void Rank();
  void AppendRowMetadata(std::string* metadata);
  void ForgetNames();

  DictionaryScope scope_;
  std::deque<std::string> texts_;
  std::vector<Name> names_;
  std::unordered_map<std::string_view, uint32_t> slots_by_name_;
  std::vector<uint32_t> slots_;     // of the row's ids
  std::vector<PastRow> past_rows_;  // under kRow, by a hash of the slots
  std::vector<Order> orders_;       // by order_bits_ of a hash of the slots
  int order_bits_ = 0;
  uint64_t sorts_ = 0;  // since orders_ grew
  uint64_t row_ = 1;
  uint32_t last_ = 0;
  uint64_t slow_comparisons_ = 0;
  uint64_t name_bytes_ = 0;
  std::string fixed_metadata_;
  Status status_;
};

}  // namespace delta_utils

#include "delta_utils/variant/field_dictionary_inline.h"
