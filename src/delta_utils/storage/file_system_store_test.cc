#include "delta_utils/storage/file_system_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/local_store_internal.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/store_conformance.h"
#include "delta_utils/testing/temp_dir.h"

namespace delta_utils {
namespace {

namespace fs = std::filesystem;
using internal::LocalStore;
using internal::SystemCalls;
using testing::ElementsAre;
using testing::IsEmpty;

SystemRandom system_random;

SystemCalls WithoutOpenat2() {
  SystemCalls calls = SystemCalls::Detect();
  calls.has_openat2 = false;
  return calls;
}

SystemCalls WithoutLinks() {
  SystemCalls calls = SystemCalls::Detect();
  calls.link = [](int, const char*, const char*) { return EPERM; };
  return calls;
}

/// A store over a folder that does not exist yet, with the folder above it.
struct OwnedStore {
  explicit OwnedStore(const SystemCalls& calls)
      : store(dir / "up/root", dir / "up/root", calls, system_random) {}

  TempDir dir;
  LocalStore store;
};

MakeStore MakerWith(SystemCalls (*calls)()) {
  return [calls] {
    auto owner = std::make_shared<OwnedStore>(calls());
    return std::shared_ptr<ObjectStore>(owner, &owner->store);
  };
}

const int registered =
    RegisterStoreConformance("FileSystemStore", MakerWith(SystemCalls::Detect)) +
    RegisterStoreConformance("FileSystemStoreBySegments", MakerWith(WithoutOpenat2)) +
    RegisterStoreConformance("FileSystemStoreByRename", MakerWith(WithoutLinks));

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

std::vector<std::string> Names(ObjectStore& store, const ObjectPath& prefix = {}) {
  auto objects = ListAll(store, prefix);
  if (!objects.ok()) return {objects.status().ToString()};
  std::vector<std::string> names;
  for (const ObjectInfo& info : *objects) names.push_back(info.path.ToString());
  return names;
}

/// Every file and folder below, whatever its name.
std::vector<std::string> FilesOf(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    files.push_back(fs::relative(entry.path(), folder).string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void WriteFile(const std::string& path, std::string_view body) {
  std::ofstream(path) << body;
}

class FileSystemStoreTest : public testing::Test {
 protected:
  LocalStore With(const SystemCalls& calls) {
    return LocalStore(dir_.path(), dir_.path(), calls, system_random);
  }

  TempDir dir_;
  LocalStore store_ = With(SystemCalls::Detect());
};

TEST_F(FileSystemStoreTest, OpenTakesAFolderThatExistsOrDoesNot) {
  DU_ASSERT_OK_AND_ASSIGN(auto store,
                          FileSystemStore::Open(dir_ / "x/y//", system_random));
  EXPECT_EQ(store->Uri(P("a/b")), dir_ / "x/y/a/b");
  EXPECT_EQ(store->Uri(ObjectPath()), dir_ / "x/y");
  EXPECT_THAT(Names(*store), IsEmpty());
  DU_EXPECT_KIND(kNotFound, store->Get(P("a")));
  DU_ASSERT_OK(store->Delete(P("a")));
  EXPECT_THAT(FilesOf(dir_.path()), IsEmpty());
  DU_ASSERT_OK(store->Put(P("a"), "1"));
  EXPECT_THAT(FilesOf(dir_.path()), ElementsAre("x", "x/y", "x/y/a"));
  DU_ASSERT_OK_AND_ASSIGN(store, FileSystemStore::Open(dir_ / "x", system_random));
  EXPECT_THAT(Names(*store), ElementsAre("y/a"));
  // A folder that is taken away and made again is the same root.
  fs::remove_all(dir_ / "x");
  EXPECT_THAT(Names(*store), IsEmpty());
  DU_ASSERT_OK(store->Put(P("b"), "1"));
  EXPECT_THAT(Names(*store), ElementsAre("b"));
}

TEST_F(FileSystemStoreTest, OpenRefusesWhatIsNotAFolder) {
  WriteFile(dir_ / "file", "x");
  for (const std::string& root :
       {std::string(), dir_ / "file", std::string("a\0b", 3), dir_ / "file/below"}) {
    DU_EXPECT_KIND(kInvalidArgument, FileSystemStore::Open(root, system_random));
  }
}

TEST_F(FileSystemStoreTest, ARelativeRootStaysWhereItWas) {
  const fs::path before = fs::current_path();
  fs::current_path(dir_.path());
  auto store = FileSystemStore::Open("rel/root", system_random);
  fs::current_path(before);
  DU_ASSERT_OK(store.status());
  DU_ASSERT_OK((*store)->Put(P("a"), "x"));
  EXPECT_EQ((*store)->Uri(P("a")), "rel/root/a");
  EXPECT_TRUE(fs::exists(dir_ / "rel/root/a"));
}

TEST_F(FileSystemStoreTest, NoWriteLeavesATemporaryFile) {
  DU_ASSERT_OK(store_.Put(P("d/a"), "1"));
  DU_ASSERT_OK(store_.PutIfAbsent(P("d/a"), "2").status());
  DU_ASSERT_OK(store_.PutIfAbsent(P("d/b"), "2").status());
  DU_ASSERT_OK(store_.PutIfMatch(P("d/a"), "3", "stale").status());
  DU_ASSERT_OK_AND_ASSIGN(auto version, store_.GetVersion(P("d/a")));
  DU_ASSERT_OK(store_.PutIfMatch(P("d/a"), "3", *version).status());
  EXPECT_THAT(FilesOf(dir_.path()), ElementsAre("d", "d/a", "d/b"));
}

TEST_F(FileSystemStoreTest, ReservedNamesAreNoObjects) {
  fs::create_directory(dir_ / ".tmp-folder");
  WriteFile(dir_ / ".tmp-x", "half");
  WriteFile(dir_ / ".tmp-folder/y", "half");
  EXPECT_THAT(Names(store_), IsEmpty());
  EXPECT_THAT(Names(store_, P(".tmp-folder")), IsEmpty());
  for (const char* name : {".tmp-x", ".tmp-folder/y", "d/.tmp-z"}) {
    DU_EXPECT_KIND(kNotFound, store_.Get(P(name)));
    DU_EXPECT_KIND(kNotFound, store_.Head(P(name)));
    DU_EXPECT_KIND(kInvalidArgument, store_.Put(P(name), "x"));
    DU_EXPECT_KIND(kInvalidArgument, store_.PutIfAbsent(P(name), "x"));
    DU_EXPECT_KIND(kInvalidArgument, store_.PutIfMatch(P(name), "x", "v"));
    DU_EXPECT_KIND(kInvalidArgument, store_.Delete(P(name)));
  }
  DU_ASSERT_OK(store_.Put(P("a.tmp-x/.tmp"), "x"));
  EXPECT_THAT(Names(store_), ElementsAre("a.tmp-x/.tmp"));
}

TEST_F(FileSystemStoreTest, AKeyCannotBeTheFolderOfAnother) {
  DU_ASSERT_OK(store_.Put(P("a/b"), "1"));
  DU_EXPECT_KIND(kInvalidArgument, store_.Put(P("a"), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store_.PutIfAbsent(P("a"), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store_.Put(P("a/b/c"), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store_.PutIfAbsent(P("a/b/c/d"), "x"));
  DU_ASSERT_OK_AND_ASSIGN(PutResult put, store_.PutIfMatch(P("a/b/c"), "x", "v"));
  EXPECT_EQ(put.outcome, PutOutcome::kLost);
  EXPECT_THAT(FilesOf(dir_.path()), ElementsAre("a", "a/b"));
}

TEST_F(FileSystemStoreTest, NamesTooLongForTheFileSystemAreInvalid) {
  const ObjectPath segment = P(std::string(256, 'n'));
  ObjectPath deep;
  for (int i = 0; i < 30; ++i) deep = deep / std::string(200, 'd');
  for (const ObjectPath& path : {segment, segment / "x", deep}) {
    DU_EXPECT_KIND(kInvalidArgument, store_.Put(path, "x"));
    DU_EXPECT_KIND(kInvalidArgument, store_.PutIfAbsent(path, "x"));
    DU_EXPECT_KIND(kNotFound, store_.Get(path));
    DU_ASSERT_OK(store_.Delete(path));
    EXPECT_THAT(Names(store_, path), IsEmpty());
  }
}

TEST_F(FileSystemStoreTest, WhatIsNotAFileIsNoObjectAndBlocksNobody) {
  ASSERT_EQ(mkfifo((dir_ / "pipe").c_str(), 0666), 0);
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string socket_path = dir_ / "sock";
  ASSERT_LT(socket_path.size(), sizeof(address.sun_path));
  std::copy(socket_path.begin(), socket_path.end(), address.sun_path);
  ASSERT_EQ(bind(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  for (const char* name : {"pipe", "sock"}) {
    DU_EXPECT_KIND(kNotFound, store_.Get(P(name)));
    DU_EXPECT_KIND(kNotFound, store_.Head(P(name)));
    DU_ASSERT_OK_AND_ASSIGN(auto version, store_.GetVersion(P(name)));
    EXPECT_EQ(version, std::nullopt);
    DU_EXPECT_KIND(kInvalidArgument, store_.Put(P(name), "x"));
    DU_EXPECT_KIND(kInvalidArgument, store_.PutIfAbsent(P(name), "x"));
    DU_ASSERT_OK(store_.Delete(P(name)));
    EXPECT_TRUE(fs::exists(dir_ / name));
  }
  EXPECT_THAT(Names(store_), IsEmpty());
  close(socket_fd);
}

TEST_F(FileSystemStoreTest, VersionsAreThoseOfTheContent) {
  DU_ASSERT_OK(store_.Put(P("a"), "x"));
  DU_ASSERT_OK_AND_ASSIGN(auto a, store_.GetVersion(P("a")));
  DU_ASSERT_OK(store_.Put(P("b"), "x"));
  DU_ASSERT_OK_AND_ASSIGN(auto b, store_.GetVersion(P("b")));
  EXPECT_EQ(a, b);
  // The published check value of XXH3-128 for no bytes, seed 0.
  DU_ASSERT_OK(store_.Put(P("empty"), ""));
  DU_ASSERT_OK_AND_ASSIGN(auto empty, store_.GetVersion(P("empty")));
  EXPECT_EQ(empty, "99aa06d3014798d86001c324468d497f-0");
  // Read in pieces or at once, the hash is the same.
  const std::string large(1'000'003, 'x');
  DU_ASSERT_OK_AND_ASSIGN(PutResult put, store_.PutIfAbsent(P("large"), large));
  DU_ASSERT_OK_AND_ASSIGN(auto read, store_.GetVersion(P("large")));
  EXPECT_EQ(put.version, read);
}

TEST_F(FileSystemStoreTest, ARequestRepeatedByTheNetworkStillWins) {
  SystemCalls calls = SystemCalls::Detect();
  // The link is made, and the answer to its repetition is that it exists.
  calls.link = [](int folder, const char* from, const char* to) {
    return linkat(folder, from, folder, to, 0) == 0 ? EEXIST : errno;
  };
  LocalStore store = With(calls);
  DU_ASSERT_OK_AND_ASSIGN(PutResult put, store.PutIfAbsent(P("a"), "1"));
  EXPECT_EQ(put.outcome, PutOutcome::kWon);
  DU_ASSERT_OK_AND_ASSIGN(put, store.PutIfAbsent(P("a"), "2"));
  EXPECT_EQ(put.outcome, PutOutcome::kLost);
  EXPECT_THAT(FilesOf(dir_.path()), ElementsAre("a"));
}

TEST_F(FileSystemStoreTest, ALinkThatFailsIsUnknownOnlyIfItMayHaveHappened) {
  SystemCalls calls = SystemCalls::Detect();
  calls.link = [](int, const char*, const char*) { return EIO; };
  DU_ASSERT_OK_AND_ASSIGN(PutResult put, With(calls).PutIfAbsent(P("a"), "1"));
  EXPECT_EQ(put.outcome, PutOutcome::kUnknown);
  DU_EXPECT_KIND(kUnavailable, put.cause);
  calls.link = [](int, const char*, const char*) { return ENOSPC; };
  DU_EXPECT_KIND(kUnavailable, With(calls).PutIfAbsent(P("a"), "1"));
  calls.link = [](int, const char*, const char*) { return EOPNOTSUPP; };
  calls.rename_new = [](int, const char*, const char*) { return EINVAL; };
  DU_EXPECT_KIND(kUnsupported, With(calls).PutIfAbsent(P("a"), "1"));
  EXPECT_THAT(FilesOf(dir_.path()), IsEmpty());
}

TEST_F(FileSystemStoreTest, AFolderThatCannotBeSyncedMakesTheOutcomeUnknown) {
  DU_ASSERT_OK(store_.Put(P("a"), "1"));
  DU_ASSERT_OK_AND_ASSIGN(auto version, store_.GetVersion(P("a")));
  SystemCalls calls = SystemCalls::Detect();
  calls.sync_folder = [](int) { return EIO; };
  LocalStore store = With(calls);
  DU_ASSERT_OK_AND_ASSIGN(PutResult put, store.PutIfAbsent(P("b"), "1"));
  EXPECT_EQ(put.outcome, PutOutcome::kUnknown);
  DU_EXPECT_KIND(kUnavailable, put.cause);
  DU_ASSERT_OK_AND_ASSIGN(put, store.PutIfMatch(P("a"), "2", *version));
  EXPECT_EQ(put.outcome, PutOutcome::kUnknown);
  DU_EXPECT_KIND(kUnavailable, store.Put(P("a"), "3"));
  DU_EXPECT_KIND(kUnavailable, store.Delete(P("a")));
  DU_EXPECT_KIND(kUnavailable, store.Put(P("new/folder/a"), "1"));
}

TEST_F(FileSystemStoreTest, WithoutLocksOnlyCompareAndSwapIsUnsupported) {
  SystemCalls calls = SystemCalls::Detect();
  calls.lock_folder = [](int) { return EBADF; };
  LocalStore store = With(calls);
  DU_ASSERT_OK(store.Put(P("a"), "1"));
  DU_ASSERT_OK_AND_ASSIGN(auto version, store.GetVersion(P("a")));
  DU_EXPECT_KIND(kUnsupported, store.PutIfMatch(P("a"), "2", *version));
  DU_ASSERT_OK(store.Delete(P("a")));
  calls.lock_folder = [](int) { return EIO; };
  LocalStore broken = With(calls);
  DU_EXPECT_KIND(kUnavailable, broken.Put(P("a"), "1"));
  DU_EXPECT_KIND(kUnavailable, broken.Delete(P("a")));
  EXPECT_THAT(FilesOf(dir_.path()), IsEmpty());
}

TEST_F(FileSystemStoreTest, DeletingManySyncsEachFolderOnce) {
  static int syncs;
  syncs = 0;
  SystemCalls calls = SystemCalls::Detect();
  calls.sync_folder = [](int) { return ++syncs, 0; };
  LocalStore store = With(calls);
  std::vector<ObjectPath> paths;
  for (const char* name : {"a/1", "b/1", "a/2", "1", "a/3", "b/2", "2"}) {
    paths.push_back(P(name));
    DU_ASSERT_OK(store_.Put(P(name), "x"));
  }
  paths.push_back(P("none/1"));
  paths.push_back(P("a/none"));
  DU_ASSERT_OK(store.DeleteAll(paths));
  EXPECT_EQ(syncs, 3);
  EXPECT_THAT(Names(store_), IsEmpty());
  DU_ASSERT_OK(store.DeleteAll(paths));
  EXPECT_EQ(syncs, 3);
  // Nothing is deleted if one of them cannot be an object's name.
  DU_ASSERT_OK(store.Put(P("a/1"), "x"));
  DU_EXPECT_KIND(kInvalidArgument, store.DeleteAll({P("a/1"), P("a/.tmp-x")}));
  EXPECT_THAT(Names(store_), ElementsAre("a/1"));
}

TEST_F(FileSystemStoreTest, APinHoldsWhileTheBytesStayAndNoLonger) {
  DU_ASSERT_OK(store_.Put(P("a"), "0123456789"));
  const auto pin = std::make_shared<ReadPin>();
  const auto read = [&] {
    const auto future = store_.GetRangeAsync(P("a"), 2, 3, pin);
    return Status(future.status());
  };
  DU_ASSERT_OK(read());
  fs::create_hard_link(dir_ / "a", dir_ / "link");
  fs::permissions(dir_ / "a", fs::perms::owner_read);
  fs::remove(dir_ / "link");
  fs::rename(dir_ / "a", dir_ / "b");
  fs::rename(dir_ / "b", dir_ / "a");
  DU_ASSERT_OK(read());
  // However often, as fast as can be: the inode of the first is never given out again.
  for (int i = 0; i < 20; ++i) {
    DU_ASSERT_OK(store_.Put(P("a"), "abcdefghij"));
    DU_EXPECT_KIND(kVersionMismatch, read());
  }
}

TEST_F(FileSystemStoreTest, APinSeesAFileWrittenInPlaceByOthers) {
  DU_ASSERT_OK(store_.Put(P("a"), "0123456789"));
  const auto pin = std::make_shared<ReadPin>();
  const auto first = store_.GetRangeAsync(P("a"), 2, 3, pin);
  DU_ASSERT_OK(first.status());
  fs::last_write_time(dir_ / "a",
                      fs::last_write_time(dir_ / "a") + std::chrono::seconds(1));
  const auto again = store_.GetRangeAsync(P("a"), 2, 3, pin);
  DU_EXPECT_KIND(kVersionMismatch, again.status());
}

TEST_F(FileSystemStoreTest, FolderPermissionsArePermissionDenied) {
  DU_ASSERT_OK(store_.Put(P("d/a"), "1"));
  fs::permissions(dir_.path(), fs::perms::all);
  fs::permissions(dir_ / "d", fs::perms::owner_all);
  const uid_t user = geteuid();
  // The superuser may do everything: for a moment be somebody else, or lose the rights.
  if (user == 0) {
    ASSERT_EQ(seteuid(65534), 0);
  } else {
    fs::permissions(dir_ / "d", fs::perms::none);
  }
  DU_EXPECT_KIND(kPermissionDenied, store_.Get(P("d/a")));
  DU_EXPECT_KIND(kPermissionDenied, store_.Head(P("d/a")));
  DU_EXPECT_KIND(kPermissionDenied, store_.Put(P("d/a"), "2"));
  DU_EXPECT_KIND(kPermissionDenied, store_.PutIfAbsent(P("d/b"), "2"));
  DU_EXPECT_KIND(kPermissionDenied, store_.Delete(P("d/a")));
  DU_EXPECT_KIND(kPermissionDenied, ListAll(store_, ObjectPath()));
  ASSERT_EQ(seteuid(user), 0);
  fs::permissions(dir_ / "d", fs::perms::owner_all);
}

}  // namespace
}  // namespace delta_utils
