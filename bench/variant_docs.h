// The documents that variant_bench measures with: nested events, the same for the same
// seed on every machine.
//
//   const std::string text = EventDocuments(100000, 42);   // 43.8 MB, a document a line
//
// A document has about 440 bytes of JSON: an id, a time, a type, a user (2% with a text
// for an id) who is somewhere, 0 to 5 tags, metrics in 95%, 1 to 3 items with a price, a
// note in 10%, and in 25% one of 40 rare fields.
#pragma once

#include <cstdint>
#include <string>

namespace delta_utils::bench {

std::string EventDocuments(int count, uint64_t seed);

}  // namespace delta_utils::bench
