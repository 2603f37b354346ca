// Answers one question a line, in JSON, with the module that browsers load.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { decide, evaluate } = await import(pathToFileURL(`${process.argv[2]}/logic.js`));
const { readAnswers } = await import(pathToFileURL(`${process.argv[2]}/reading.js`));

const counted = (_key, value) => (typeof value === "bigint" ? { count: String(value) } : value);

function ask({ form, values, today, tree, terms, item, typed }) {
  if (typed) return readAnswers(form, typed, today);
  if (form) return decide(form, values, today);
  return { found: evaluate(tree, { terms, values, today, item }) };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(ask(JSON.parse(line)), counted)}\n`);
}
