// The peer of filter_bench on documents: mingo, over JavaScript objects in memory.
//
//   node mingo_peer.mjs MODULE_FOLDER DOCUMENTS.ndjson FILTERS.json
//
// Commands and answers as bench_side.h has them.
import fs from 'fs';
import { createRequire } from 'module';
import path from 'path';
import readline from 'readline';

const [folder, documentsFile, filtersFile] = process.argv.slice(2);
const load = createRequire(path.resolve(folder, 'load.cjs'));
const { Query } = load('mingo');
const { version } = JSON.parse(
  fs.readFileSync(path.join(folder, 'node_modules', 'mingo', 'package.json')));

const documents = fs.readFileSync(documentsFile, 'utf8').trim().split('\n')
  .map((line) => JSON.parse(line));
const queries = new Map(JSON.parse(fs.readFileSync(filtersFile, 'utf8'))
  .map(({ name, filter }) => [name, new Query(filter)]));

function count(query) {
  let matches = 0;
  for (const document of documents) if (query.test(document)) ++matches;
  return matches;
}

function run(name) {
  const before = process.cpuUsage();
  const start = process.hrtime.bigint();
  count(queries.get(name));
  const wall = Number(process.hrtime.bigint() - start);
  const used = process.cpuUsage(before);
  return { way: `mingo ${version}`, wall_ns: wall,
    cpu_ns: (used.user + used.system) * 1000 };
}

for await (const command of readline.createInterface({ input: process.stdin })) {
  const answers = command === 'facts'
    ? [...queries].map(([name, query]) => ({ [name]: count(query) }))
    : [run(command)];
  process.stdout.write(answers.map((answer) => JSON.stringify(answer) + '\n').join('') + '\n');
}
