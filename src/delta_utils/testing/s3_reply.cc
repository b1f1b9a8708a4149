#include <openssl/evp.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "delta_utils/base/hex.h"
#include "delta_utils/base/iso_date.h"
#include "delta_utils/testing/s3_reply_internal.h"
#include "delta_utils/testing/s3_request_internal.h"

namespace delta_utils::testing_internal {
namespace {

constexpr std::string_view kXmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string Digest(const EVP_MD* kind, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int length = 0;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, kind, nullptr);
  DU_CHECK(done == 1);
  return {reinterpret_cast<const char*>(digest.data()), length};
}

}  // namespace

HttpServerReply S3Error(int status, std::string_view code, std::string_view resource,
                        std::string_view more) {
  HttpServerReply reply;
  if (!code.empty()) {
    reply = XmlReply("<Error><Code>" + EscapeXmlText(code) + "</Code><Message>" +
                     EscapeXmlText(code) + " it is</Message><Resource>" +
                     EscapeXmlText(resource) + "</Resource>" + std::string(more) +
                     "<RequestId>test</RequestId></Error>");
  }
  reply.status = status;
  return reply;
}

HttpServerReply XmlReply(std::string_view content) {
  HttpServerReply reply{.headers = {{"Content-Type", "application/xml"}}};
  reply.body = kXmlHead;
  reply.body += content;
  return reply;
}

std::string Md5(std::string_view bytes) { return Digest(EVP_md5(), bytes); }
std::string Sha256(std::string_view bytes) { return Digest(EVP_sha256(), bytes); }
std::string QuotedMd5(std::string_view bytes) { return "\"" + ToHex(Md5(bytes)) + "\""; }

std::string HttpDate(int64_t millis) {
  using std::chrono::days;
  constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::chrono::sys_time<std::chrono::milliseconds> time{
      std::chrono::milliseconds(millis)};
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  const std::string weekday(kDays.substr(std::chrono::weekday(day).c_encoding() * 3, 3));
  const std::string month(kMonths.substr(unsigned{date.month()} * 3 - 3, 3));
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                weekday.c_str(), unsigned{date.day()}, month.c_str(), int{date.year()},
                static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

int64_t ParseBasicDate(std::string_view text) {
  if (text.size() != 16) return -1;
  std::string iso(text);
  for (size_t at : {13, 11}) iso.insert(at, ":");
  for (size_t at : {6, 4}) iso.insert(at, "-");
  const auto date = ParseIsoDate(iso);
  return date.ok() ? date->millis : -1;
}

}  // namespace delta_utils::testing_internal
