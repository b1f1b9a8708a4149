#include "delta_utils/columnar/struct_like.h"

#include <gtest/gtest.h>

#include "arrow/array/array_nested.h"
#include "arrow/json/from_string.h"
#include "arrow/type.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;

ArrayPtr Make(const std::shared_ptr<arrow::DataType>& type, const std::string& json) {
  return *arrow::json::ArrayFromJSONString(type, json);
}

TEST(StructLikeTest, NullsAreThoseOfTheOtherAndThoseAskedFor) {
  const auto text = arrow::field("text", arrow::utf8());
  const auto type = arrow::struct_({text});
  const ArrayPtr texts = Make(arrow::utf8(), R"(["a", "b", "c"])");
  for (const ArrayPtr& like :
       {Make(arrow::int8(), "[1, 1, null, 1, 1]"),
        Make(arrow::utf8(), R"(["", "", null, "", ""])"),
        Make(arrow::boolean(), "[true, true, null, false, true]")}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto first,
                            StructLike(*like->Slice(0, 3), {text}, {texts}));
    EXPECT_TRUE(first->Equals(Make(type, R"([["a"], ["b"], null])")));
    DU_ASSERT_OK_AND_ASSIGN(const auto middle,
                            StructLike(*like->Slice(1, 3), {text}, {texts}));
    EXPECT_TRUE(middle->Equals(Make(type, R"([["a"], null, ["c"]])")));
    DU_ASSERT_OK_AND_ASSIGN(const auto fewer, StructLike(*like->Slice(1, 3), {text},
                                                         {texts}, {true, false, false}));
    EXPECT_TRUE(fewer->Equals(Make(type, R"([null, null, ["c"]])")));
    DU_ASSERT_OK_AND_ASSIGN(const auto none,
                            StructLike(*like->Slice(3, 2), {text}, {texts->Slice(1)}));
    EXPECT_TRUE(none->Equals(Make(type, R"([["b"], ["c"]])")));
    EXPECT_EQ(none->null_count(), 0);
  }
}

}  // namespace
}  // namespace delta_utils
