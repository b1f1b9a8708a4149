// What symbolic links may do in a FileSystemStore: never lead out of the root.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "arrow/buffer.h"
#include "delta_utils/storage/local_store_internal.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/temp_dir.h"

namespace delta_utils {
namespace {

namespace fs = std::filesystem;
using internal::LocalStore;
using internal::SystemCalls;
using testing::ElementsAre;
using testing::IsEmpty;

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// outside/secret and root/inner/file exist. The parameter: with openat2 or without.
class FileSystemLinksTest : public testing::TestWithParam<bool> {
 protected:
  FileSystemLinksTest() {
    fs::create_directories(dir_ / "outside");
    fs::create_directories(dir_ / "root/inner");
    std::ofstream(dir_ / "outside/secret") << "secret";
    std::ofstream(dir_ / "root/inner/file") << "inside";
  }

  static SystemCalls Calls() {
    SystemCalls calls = SystemCalls::Detect();
    calls.has_openat2 = calls.has_openat2 && GetParam();
    return calls;
  }

  void ExpectDenied(const ObjectPath& path) {
    SCOPED_TRACE(path.ToString());
    DU_EXPECT_KIND(kPermissionDenied, store_.Get(path));
    DU_EXPECT_KIND(kPermissionDenied, store_.GetRange(path, 0, 1));
    DU_EXPECT_KIND(kPermissionDenied, store_.Head(path));
    DU_EXPECT_KIND(kPermissionDenied, store_.GetVersion(path));
    DU_EXPECT_KIND(kPermissionDenied, store_.Put(path, "x"));
    DU_EXPECT_KIND(kPermissionDenied, store_.PutIfAbsent(path, "x"));
    DU_EXPECT_KIND(kPermissionDenied, store_.PutIfMatch(path, "x", "v"));
    DU_EXPECT_KIND(kPermissionDenied, store_.Delete(path));
  }

  std::vector<std::string> Names() {
    auto objects = ListAll(store_, ObjectPath());
    if (!objects.ok()) return {objects.status().ToString()};
    std::vector<std::string> names;
    for (const ObjectInfo& info : *objects) names.push_back(info.path.ToString());
    return names;
  }

  TempDir dir_;
  SystemRandom random_;
  LocalStore store_{dir_ / "root", dir_ / "root", Calls(), random_};
};

TEST_P(FileSystemLinksTest, LinksThatLeadOutAreDenied) {
  fs::create_symlink(dir_ / "outside/secret", dir_ / "root/absolute");
  fs::create_symlink("../outside/secret", dir_ / "root/relative");
  fs::create_symlink("../outside", dir_ / "root/folder");
  fs::create_symlink("../../outside", dir_ / "root/inner/folder");
  for (const char* path : {"absolute", "relative", "folder/secret", "folder/new",
                           "folder/new/deeper", "inner/folder/secret"}) {
    ExpectDenied(P(path));
  }
  for (const char* prefix : {"folder", "inner/folder"}) {
    DU_EXPECT_KIND(kPermissionDenied, ListAll(store_, P(prefix)));
  }
  EXPECT_THAT(Names(), ElementsAre("inner/file"));
  EXPECT_EQ(ReadFile(dir_ / "outside/secret"), "secret");
  EXPECT_THAT(fs::directory_iterator(dir_ / "outside")->path().filename(), "secret");
}

TEST_P(FileSystemLinksTest, LoopsOfLinksAreDenied) {
  fs::create_symlink("loop", dir_ / "root/loop");
  ExpectDenied(P("loop"));
  ExpectDenied(P("loop/x"));
  EXPECT_THAT(Names(), ElementsAre("inner/file"));
}

TEST_P(FileSystemLinksTest, ALinkedRootIsTheRoot) {
  fs::create_directory_symlink(dir_ / "root", dir_ / "alias");
  LocalStore store(dir_ / "alias", dir_ / "alias", Calls(), random_);
  DU_ASSERT_OK(store.Put(P("a"), "x"));
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, store.Get(P("inner/file")));
  EXPECT_EQ(bytes->ToString(), "inside");
}

TEST_P(FileSystemLinksTest, LinksThatStayInsideAreFollowedWithOpenat2) {
  if (!Calls().has_openat2) {
    fs::create_symlink("inner/file", dir_ / "root/link");
    ExpectDenied(P("link"));
    return;
  }
  fs::create_symlink("inner/file", dir_ / "root/link");
  fs::create_symlink("inner", dir_ / "root/folder");
  fs::create_symlink("..", dir_ / "root/inner/up");
  for (const char* path : {"link", "folder/file", "inner/up/link"}) {
    DU_ASSERT_OK_AND_ASSIGN(auto bytes, store_.Get(P(path)));
    EXPECT_EQ(bytes->ToString(), "inside");
  }
  EXPECT_THAT(Names(), ElementsAre("inner/file", "link"));
  // A write replaces the link, not what it leads to.
  DU_ASSERT_OK_AND_ASSIGN(PutResult put, store_.PutIfAbsent(P("link"), "x"));
  EXPECT_EQ(put.outcome, PutOutcome::kLost);
  DU_ASSERT_OK(store_.Put(P("link"), "new"));
  EXPECT_EQ(ReadFile(dir_ / "root/inner/file"), "inside");
  EXPECT_EQ(ReadFile(dir_ / "root/link"), "new");
  DU_ASSERT_OK(store_.Put(P("folder/second"), "2"));
  EXPECT_EQ(ReadFile(dir_ / "root/inner/second"), "2");
}

TEST_P(FileSystemLinksTest, ALinkToNothingIsNoObject) {
  fs::create_symlink("none", dir_ / "root/dangling");
  if (!Calls().has_openat2) {
    ExpectDenied(P("dangling"));
    return;
  }
  DU_EXPECT_KIND(kNotFound, store_.Get(P("dangling")));
  DU_EXPECT_KIND(kInvalidArgument, store_.Put(P("dangling"), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store_.PutIfAbsent(P("dangling"), "x"));
  DU_ASSERT_OK(store_.Delete(P("dangling")));
  EXPECT_TRUE(fs::is_symlink(dir_ / "root/dangling"));
}

INSTANTIATE_TEST_SUITE_P(Openat2, FileSystemLinksTest, testing::Bool());

}  // namespace
}  // namespace delta_utils
