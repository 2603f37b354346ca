// Answers one question a line, in JSON, with the module of the rules builder.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const picking = await import(pathToFileURL(`${process.argv[2]}/picking.js`));

function ask({ entries, lists, rules }) {
  const outline = picking.outlineOf(entries, lists.other);
  const terms = picking.termsOf(outline, lists);
  const picks = rules.map((rule) => picking.picksOf(rule, terms));
  return {
    outline,
    subjects: terms.all.map(({ name, kind, choices }) => ({ name, kind, choices: choices.map((one) => one.id) })),
    offered: Object.fromEntries(terms.conditions.map(({ name, words }) => [name, words])),
    picks,
    built: picks.map((found) => found && picking.ruleOf(found, terms)),
    rules: picks.map((found, place) => found && picking.keptOf(found, rules[place], terms)),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(ask(JSON.parse(line)))}\n`);
}
