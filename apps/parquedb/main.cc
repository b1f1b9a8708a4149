// parquedb: documents in Delta tables, at the shell.

#include <charconv>
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "command.h"
#include "delta_utils/base/shown_text.h"
#include "delta_utils/base/version.h"
#include "parquedb/consumer_position.h"

namespace parquedb::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

constexpr char kTargetHelp[] =
    "path or URI (s3://, r2://, file://) of a collection or of any Delta table";

struct Arguments {
  InsertOptions insert;
  FindArguments find;
  ExplainArguments explain;
  InspectOptions inspect;
  ExportOptions exported;
  StoreCommandOptions log;
  ChangesOptions changes;
  StoreCommandOptions list;
  StoreCommandOptions doctor;
  VariantFileOptions show;
  VariantValidateOptions validate;
  VariantRewriteOptions shred;
  VariantRewriteOptions unshred;
};

/// Numbers as they are typed: whole, not negative, within 63 bits.
std::string CheckCount(const std::string& text) {
  int64_t number = 0;
  const char* end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, number);
  bool is_count = error == std::errc() && stop == end && number >= 0;
  return is_count ? "" : text + " is not a whole number from 0 to 9223372036854775807";
}

std::string CheckExportName(const std::string& out) {
  return IsExportName(out) ? "" : out + " does not end in .parquet, .arrow or .jsonl";
}

std::string CheckConsumerName(const std::string& name) {
  return IsConsumerName(name)
             ? ""
             : "'" + delta_utils::EscapeControls(name) + "' is no consumer's name";
}

CLI::Option* AddCount(CLI::App* command, const std::string& name,
                      std::optional<int64_t>* into, const std::string& help) {
  return command->add_option(name, *into, help)->check(CheckCount);
}

void AddInsert(CLI::App* app, Arguments* arguments) {
  InsertOptions& options = arguments->insert;
  CLI::App* command = app->add_subcommand(
      "insert", "Insert documents: Extended JSON lines, or one JSON array");
  command
      ->add_option("TARGET", options.target,
                   "path or URI (s3://, r2://, file://) of the collection")
      ->required();
  command->add_option("FILE", options.file, "file to read; - for standard input");
  command
      ->add_option("--rest", options.rest,
                   "what keeps the fields that no column holds exactly (new collections)")
      ->check(CLI::IsMember({"variant", "json", "none"}))
      ->capture_default_str();
  command
      ->add_option("--promote", options.promote,
                   "which fields become columns (new collections)")
      ->check(CLI::IsMember({"inferred", "none"}))
      ->capture_default_str();
  command->footer(
      "Example:\n  parquedb insert shop/films films.jsonl\n"
      "  echo '{\"title\": \"Alien\", \"year\": 1979}' | parquedb insert shop/films");
}

void AddFind(CLI::App* app, Arguments* arguments) {
  FindArguments& options = arguments->find;
  CLI::App* command = app->add_subcommand(
      "find", "Print the documents that match a MongoDB filter, one a line");
  command->add_option("TARGET", options.target, kTargetHelp)->required();
  command->add_option("FILTER", options.filter, "MongoDB filter; all by default");
  command->add_option("--project", options.project,
                      "fields to show: {\"title\": 1} or title,year");
  command->add_option("--sort", options.sort, "order: {\"year\": -1} or -year,title");
  AddCount(command, "--limit", &options.limit, "at most so many");
  command->add_option("--skip", options.skip, "leave out the first so many")
      ->check(CheckCount);
  AddCount(command, "--version", &options.version, "as of this version of the table");
  command->add_flag("--canonical", options.canonical,
                    "print canonical Extended JSON, which keeps every type");
  command->footer(
      "Example:\n  parquedb find shop/films '{\"year\": {\"$gte\": 1990}}' "
      "--sort -year --limit 3");
}

void AddCountCommand(CLI::App* app, Arguments* arguments) {
  FindArguments& options = arguments->find;
  CLI::App* command =
      app->add_subcommand("count", "Print how many documents match a MongoDB filter");
  command->add_option("TARGET", options.target, kTargetHelp)->required();
  command->add_option("FILTER", options.filter, "MongoDB filter; all by default");
  AddCount(command, "--version", &options.version, "as of this version of the table");
  command->footer("Example:\n  parquedb count shop/films '{\"year\": null}'");
}

void AddExplain(CLI::App* app, Arguments* arguments) {
  ExplainArguments& options = arguments->explain;
  CLI::App* command = app->add_subcommand(
      "explain", "Print what a find would leave unread, level by level, and why");
  command->add_option("TARGET", options.target, kTargetHelp)->required();
  command->add_option("FILTER", options.filter, "MongoDB filter; all by default");
  AddCount(command, "--version", &options.version, "as of this version of the table");
  command->add_flag("--json", options.json, "one JSON object");
  command
      ->add_option("--sql", options.sql,
                   "the filter as a condition of SQL instead: spark or duckdb")
      ->check(CLI::IsMember({"spark", "duckdb"}));
  command->footer(
      "A # is a file that is read, a dot one that is not. Pages are not read by "
      "themselves:\n"
      "their row group is, and rows of skipped pages are not looked at.\n"
      "Example:\n  parquedb explain shop/films '{\"year\": {\"$gte\": 1990}}'");
}

void AddInspect(CLI::App* app, Arguments* arguments) {
  InspectOptions& options = arguments->inspect;
  CLI::App* history = app->add_subcommand(
      "history", "Print the table's versions, oldest first: time, operation, rows");
  history->add_option("TARGET", options.target, kTargetHelp)->required();
  history->add_flag("--json", options.json, "one JSON object a line");
  history->footer("Example:\n  parquedb history shop/films");

  CLI::App* info = app->add_subcommand(
      "info", "Print the table's schema, files, rows, protocol and features");
  info->add_option("TARGET", options.target, kTargetHelp)->required();
  AddCount(info, "--version", &options.version, "as of this version of the table");
  info->add_flag("--json", options.json, "one JSON object");
  info->footer("Example:\n  parquedb info shop/films --json");
}

void AddLog(CLI::App* app, Arguments* arguments) {
  StoreCommandOptions& options = arguments->log;
  CLI::App* command = app->add_subcommand(
      "log", "Print the files of a table's log, and what is wrong with their actions");
  command->add_option("TARGET", options.target, kTargetHelp)->required();
  command->add_flag("--json", options.json, "one JSON object a line");
  command->footer(
      "Exits with 0 only if nothing is wrong.\n"
      "Example:\n  parquedb log shop/films");
}

void AddExport(CLI::App* app, Arguments* arguments) {
  ExportOptions& options = arguments->exported;
  CLI::App* command = app->add_subcommand(
      "export", "Write the table's rows, with its own schema, to one file");
  command->add_option("TARGET", options.target, kTargetHelp)->required();
  command->add_option("OUT", options.out, "name ending in .parquet, .arrow or .jsonl")
      ->required()
      ->check(CheckExportName);
  AddCount(command, "--version", &options.version, "as of this version of the table");
  command->footer("Example:\n  parquedb export shop/films films.parquet --version 0");
}

void AddChanges(CLI::App* app, Arguments* arguments) {
  ChangesOptions& options = arguments->changes;
  CLI::App* command = app->add_subcommand(
      "changes", "Print what happened to the documents, one change record a line");
  command->add_option("TARGET", options.target, kTargetHelp)->required();
  CLI::Option* from = AddCount(command, "--from", &options.from_seq,
                               "the first _seq; after the record N that is N + 1");
  CLI::Option* from_version = AddCount(command, "--from-version", &options.from_version,
                                       "the first version of the table; 0 by default");
  from->excludes(from_version);
  AddCount(command, "--to-version", &options.to_version,
           "the last version; the newest by default");
  CLI::Option* follow =
      command->add_flag("--follow", options.follow, "wait for what is still to come");
  CLI::Option* out = command->add_option(
      "--out", options.out,
      "append to this file; the next run goes on behind its last whole record");
  CLI::Option* consumer =
      command
          ->add_option("--consumer", options.consumer,
                       "go on where the consumer of this name was; its position is kept "
                       "beside the collection")
          ->check(CheckConsumerName);
  CLI::Option* canonical =
      command->add_flag("--canonical", options.canonical,
                        "print canonical Extended JSON, which keeps every type");
  consumer->excludes(out);
  CLI::Option* rows =
      command
          ->add_option("--rows", options.rows,
                       "write the rows of the change data feed to this file instead: "
                       ".parquet, .arrow or .jsonl")
          ->check(CheckExportName);
  for (CLI::Option* other : {from, follow, out, consumer, canonical}) {
    rows->excludes(other);
  }
  command->footer(
      "With --out each record is in the file once, whatever stops the command; with\n"
      "--consumer it is printed at least once. Where either goes on, --from is for the\n"
      "first run.\n"
      "Example:\n  parquedb changes shop/films --follow --out films.changes");
}

void AddStoreCommands(CLI::App* app, Arguments* arguments) {
  StoreCommandOptions& list = arguments->list;
  CLI::App* ls = app->add_subcommand(
      "ls", "Print the objects below a path or URI, in order: size, time, path");
  ls->add_option("URI", list.target, "path or URI (s3://, r2://, file://)")->required();
  ls->add_flag("--json", list.json, "one JSON object a line");
  ls->footer("Example:\n  parquedb ls s3://lake/shop/films");

  StoreCommandOptions& doctor = arguments->doctor;
  CLI::App* examine = app->add_subcommand(
      "doctor",
      "Try whether several writers may use a store at once, and how fast it is");
  examine
      ->add_option("URI", doctor.target,
                   "path or URI (s3://, r2://, file://); written to and left as it was")
      ->required();
  examine->add_flag("--json", doctor.json, "one JSON object");
  examine->footer(
      "Exits with 0 only if several writers are safe.\n"
      "Example:\n  parquedb doctor s3://lake/shop");
}

CLI::App* AddVariantCommand(CLI::App* variant, const std::string& name,
                            const std::string& help, VariantFileOptions* options) {
  CLI::App* command = variant->add_subcommand(name, help);
  command
      ->add_option("FILE", options->file,
                   "Parquet file: path or URI (s3://, r2://, file://)")
      ->required();
  command->add_option("--column", options->column,
                      "the column, dots between the parts of a nested one's path; by "
                      "default the only VARIANT column");
  return command;
}

void AddVariantCommands(CLI::App* app, Arguments* arguments) {
  CLI::App* variant = app->add_subcommand(
      "variant", "Look into, examine and shred VARIANT columns of Parquet files");
  variant->require_subcommand(1);
  variant->footer("parquedb variant COMMAND --help shows an example.");
  const std::string out_help =
      "Parquet file to write: path or URI; replaced only as a whole";

  CLI::App* show = AddVariantCommand(variant, "show",
                                     "Print a column's values as JSON, one row a line",
                                     &arguments->show);
  show->footer("Example:\n  parquedb variant show events.parquet --column payload");

  VariantValidateOptions& validate = arguments->validate;
  CLI::App* examine = AddVariantCommand(
      variant, "validate", "Examine every byte of a column's values, one row a line",
      &validate.file);
  examine
      ->add_option("--profile", validate.profile,
                   "what is right: strict as the specification, interop what is harmless")
      ->check(CLI::IsMember({"strict", "interop"}))
      ->capture_default_str();
  examine->footer(
      "Exits with 0 only if every row is right.\n"
      "Example:\n  parquedb variant validate events.parquet");

  VariantRewriteOptions& shred = arguments->shred;
  CLI::App* to_columns = AddVariantCommand(
      variant, "shred",
      "Write the file again, parts of its VARIANTs in columns of their own", &shred.file);
  to_columns->add_option("OUT", shred.out, out_help)->required();
  CLI::Option* infer = to_columns->add_flag("--infer")->description(
      "take the parts that most rows have, of each column (the default)");
  to_columns
      ->add_option("--schema", shred.schema,
                   "the parts and their types: struct<id: bigint, tags: array<string>>")
      ->check(CheckShreddingType)
      ->excludes(infer);
  to_columns
      ->add_option("--match", shred.match,
                   "exact: only values of the very type; class: all that equal one of it")
      ->check(CLI::IsMember({"exact", "class"}))
      ->capture_default_str();
  to_columns->footer(
      "Example:\n  parquedb variant shred events.parquet shredded.parquet "
      "--schema 'struct<id: bigint, user: struct<name: string>>'");

  VariantRewriteOptions& unshred = arguments->unshred;
  CLI::App* whole = AddVariantCommand(
      variant, "unshred", "Write the file again, its VARIANTs whole", &unshred.file);
  whole->add_option("OUT", unshred.out, out_help)->required();
  whole->footer("Example:\n  parquedb variant unshred shredded.parquet events.parquet");
}

Status RunVariant(Session& session, const CLI::App& variant, const Arguments& arguments) {
  const std::string name = variant.get_subcommands().front()->get_name();
  if (name == "show") return RunVariantShow(session, arguments.show);
  if (name == "validate") return RunVariantValidate(session, arguments.validate);
  if (name == "shred") return RunVariantShred(session, arguments.shred);
  return RunVariantUnshred(session, arguments.unshred);
}

Status Run(const CLI::App& app, const Arguments& arguments) {
  Session session;
  const std::string name = app.get_subcommands().front()->get_name();
  if (name == "insert") return RunInsert(session, arguments.insert);
  if (name == "find") return RunFind(session, arguments.find);
  if (name == "count") return RunCount(session, arguments.find);
  if (name == "explain") return RunExplain(session, arguments.explain);
  if (name == "history") return RunHistory(session, arguments.inspect);
  if (name == "info") return RunInfo(session, arguments.inspect);
  if (name == "log") return RunLog(session, arguments.log);
  if (name == "export") return RunExport(session, arguments.exported);
  if (name == "changes") return RunChanges(session, arguments.changes);
  if (name == "variant") {
    return RunVariant(session, *app.get_subcommands().front(), arguments);
  }
  if (name == "ls") return RunList(session, arguments.list);
  return RunDoctor(session, arguments.doctor);
}

int Main(int argc, char** argv) {
  CLI::App app("Documents with MongoDB's manners, kept in open Delta Lake tables.",
               "parquedb");
  app.set_version_flag("--version", std::string(delta_utils::kVersion));
  app.require_subcommand(1);
  app.footer("parquedb COMMAND --help shows an example.");
  Arguments arguments;
  AddInsert(&app, &arguments);
  AddFind(&app, &arguments);
  AddCountCommand(&app, &arguments);
  AddExplain(&app, &arguments);
  AddInspect(&app, &arguments);
  AddLog(&app, &arguments);
  AddExport(&app, &arguments);
  AddChanges(&app, &arguments);
  AddStoreCommands(&app, &arguments);
  AddVariantCommands(&app, &arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kWrongUsage;
  }
  Status status = Run(app, arguments);
  if (status.ok()) return 0;
  // What a name or a file says must not end the line, or command the terminal.
  std::fprintf(stderr, "parquedb: %s\n",
               delta_utils::EscapeControls(status.message()).c_str());
  return kFailed;
}

}  // namespace
}  // namespace parquedb::cli

int main(int argc, char** argv) { return parquedb::cli::Main(argc, argv); }
