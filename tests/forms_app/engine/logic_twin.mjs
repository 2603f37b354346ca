// Answers one question a line, in JSON, with the module that browsers load.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { decide, evaluate } = await import(pathToFileURL(process.argv[2]));

export function ask({ form, values, today, tree, terms, item }) {
  if (form) return decide(form, values, today);
  const found = evaluate(tree, { terms, values, today, item });
  return { found: typeof found === "bigint" ? { count: String(found) } : found };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(ask(JSON.parse(line)))}\n`);
}
