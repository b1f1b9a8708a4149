#include "delta_utils/base/serial_gate.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace delta_utils {
namespace {

TEST(SerialGateTest, OneThreadIsInsideAtATime) {
  SerialGate gate;
  int count = 0;  // guarded by the gate
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        const SerialGate::Pass pass(gate);
        EXPECT_FALSE(pass.is_nested());
        ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count, 4000);
}

TEST(SerialGateTest, TellsWhoIsInsideAlready) {
  SerialGate gate;
  {
    const SerialGate::Pass outer(gate);
    const SerialGate::Pass inner(gate);
    EXPECT_TRUE(inner.is_nested());
  }
  const SerialGate::Pass again(gate);
  EXPECT_FALSE(again.is_nested());
}

}  // namespace
}  // namespace delta_utils
