#include "delta_utils/columnar/list_layout.h"

#include <gtest/gtest.h>

#include "arrow/array/array_nested.h"
#include "arrow/array/array_primitive.h"
#include "arrow/buffer.h"
#include "arrow/json/from_string.h"
#include "arrow/type.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using TypePtr = std::shared_ptr<arrow::DataType>;

ArrayPtr Make(const TypePtr& type, const std::string& json) {
  return *arrow::json::ArrayFromJSONString(type, json);
}

std::string Numbers(const arrow::Array& array) {
  std::string text;
  for (int64_t i = 0; i < array.length(); ++i) {
    text += std::to_string(static_cast<const arrow::Int32Array&>(array).Value(i)) + " ";
  }
  return text;
}

std::vector<TypePtr> Layouts() {
  return {arrow::list(arrow::int32()), arrow::large_list(arrow::int32()),
          arrow::fixed_size_list(arrow::int32(), 2), arrow::list_view(arrow::int32()),
          arrow::large_list_view(arrow::int32())};
}

void ExpectPlain(const ArrayPtr& array, const std::string& rows,
                 const std::string& entries) {
  const auto list = PlainList(*array);
  DU_ASSERT_OK(list);
  DU_ASSERT_OK((*list)->ValidateFull());
  EXPECT_EQ((*list)->value_offset(0), 0);
  EXPECT_EQ(Numbers(*(*list)->values()), entries);
  EXPECT_TRUE((*list)->Equals(Make(arrow::list(arrow::int32()), rows)))
      << (*list)->ToString();
}

TEST(ListLayoutTest, AnyLayoutAndAnySliceOfIt) {
  for (const TypePtr& type : Layouts()) {
    SCOPED_TRACE(type->ToString());
    const ArrayPtr array = Make(type, "[[1,2],null,[3,4],[5,6],null]");
    ExpectPlain(array, "[[1,2],null,[3,4],[5,6],null]", "1 2 3 4 5 6 ");
    ExpectPlain(array->Slice(1, 3), "[null,[3,4],[5,6]]", "3 4 5 6 ");
    ExpectPlain(array->Slice(2, 1), "[[3,4]]", "3 4 ");
    ExpectPlain(array->Slice(1, 1), "[null]", "");
    ExpectPlain(array->Slice(2, 0), "[]", "");
  }
}

TEST(ListLayoutTest, WhatNoRowShowsIsLeftOut) {
  const ArrayPtr numbers = Make(arrow::int32(), "[0,1,2,3,4,5]");
  const ArrayPtr offsets = Make(arrow::int32(), "[1,2,4,4,5]");
  const ArrayPtr sizes = Make(arrow::int32(), "[1,2,0,1]");
  const auto all_but_second = arrow::Buffer::FromString("\x0d");
  const arrow::ListArray list(arrow::list(arrow::int32()), 4, offsets->data()->buffers[1],
                              numbers, all_but_second, 1);
  ExpectPlain(list.Slice(0), "[[1],null,[],[4]]", "1 4 ");
  const ArrayPtr ends = Make(arrow::int32(), "[5,0,9,2]");
  const arrow::ListViewArray views(arrow::list_view(arrow::int32()), 4,
                                   ends->data()->buffers[1], sizes->data()->buffers[1],
                                   numbers, all_but_second, 1);
  ExpectPlain(views.Slice(0), "[[5],null,[],[2]]", "5 2 ");
}

TEST(ListLayoutTest, EntriesMayBeOfAnyType) {
  for (const TypePtr& entry : {arrow::utf8(), arrow::utf8_view(), arrow::large_utf8(),
                               arrow::dictionary(arrow::int8(), arrow::utf8())}) {
    SCOPED_TRACE(entry->ToString());
    const ArrayPtr array =
        Make(arrow::fixed_size_list(entry, 2), R"([["a","b"],null,["c","d"]])");
    DU_ASSERT_OK_AND_ASSIGN(const auto list, PlainList(*array));
    DU_ASSERT_OK(list->ValidateFull());
    EXPECT_TRUE(list->Equals(Make(arrow::list(entry), R"([["a","b"],null,["c","d"]])")))
        << list->ToString();
    EXPECT_EQ(list->values()->length(), 4);
  }
}

TEST(ListLayoutTest, EntriesThatLieRightAreNotCopied) {
  const ArrayPtr array = Make(arrow::list(arrow::int32()), "[[1],null,[2,3]]");
  DU_ASSERT_OK_AND_ASSIGN(const auto list, PlainList(*array));
  EXPECT_EQ(list->values()->data()->buffers[1], array->data()->child_data[0]->buffers[1]);
}

TEST(ListLayoutTest, AMapIsAListOfPairs) {
  const TypePtr type = arrow::map(arrow::int32(), arrow::int32());
  DU_ASSERT_OK_AND_ASSIGN(const auto list, PlainList(*Make(type, "[[[1,2],[3,4]],[]]")));
  DU_ASSERT_OK(list->ValidateFull());
  const auto& pairs = static_cast<const arrow::StructArray&>(*list->values());
  EXPECT_EQ(Numbers(*pairs.field(0)), "1 3 ");
  EXPECT_EQ(Numbers(*pairs.field(1)), "2 4 ");
  EXPECT_EQ(list->value_length(0), 2);
  EXPECT_EQ(list->value_length(1), 0);
}

TEST(ListLayoutTest, WhatIsNoListIsRefused) {
  DU_EXPECT_KIND(kInvalidArgument, PlainList(*Make(arrow::int32(), "[1]")));
}

}  // namespace
}  // namespace delta_utils
