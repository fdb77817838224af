import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";

/** The files that these rules hold for. */
const CHECKED = [
  "migrations/*.sql",
  "packages/core/src/{crm,errors,names}/**/*.ts",
  "packages/db/src/*.ts",
  "packages/db/src/{customers,dead-letters,events,integrations,operators,replays,sql,sync,sync-failures}/**/*.ts",
  "packages/vault/src/**/*.ts",
  "scripts/{adopt,bench,demo,dev,types,workers}.ts",
  "scripts/{adopt,bench,demo,gateway}/**/*.ts",
  "scripts/local/!(serve-sandbox|start-sandboxes).ts",
  "test/plain-words.test.ts",
  "test/migrations/**/*.ts",
  "test/packages/{db,vault}/**/*.ts",
  "test/packages/core/names/**/*.ts",
  "test/scripts/{demo,gateway,local}/**/*.ts",
];

const MAX_FILES = 14;

/** A relative clause in the place of a subject, at the beginning of a sentence. A question may begin in the same way. */
const CLAUSE_AS_SUBJECT =
  /^(?:(?:Who|Whom|Whoever|What|Whatever)\b|Only (?:what|who)\b|(?:Those|One|Some|Each|Any) (?:who|that|which)\b)(?!.*\?$)/i;

const files = globSync(CHECKED).map((file) => ({
  file: file.replaceAll("\\", "/"),
  text: readFileSync(file, "utf8"),
}));

/** The texts of a file's comments. Lines that follow each other make up one comment. */
function listComments(file: string, text: string): string[] {
  const lines = file.endsWith(".sql") ? /(?:^[ \t]*--.*\n)+/gm : /(?:^[ \t]*\/\/ .*\n)+/gm;
  const blocks = file.endsWith(".sql") ? [] : (text.match(/\/\*\*[\s\S]*?\*\//g) ?? []);
  return [...blocks, ...(text.match(lines) ?? [])].map((comment) =>
    comment
      .replace(/^\s*\/\*\*|\*\/$/g, "")
      .replace(/^\s*(?:\*|\/\/|--) ?/gm, "")
      .replace(/^@[\s\S]*/m, "")
      .replace(/\s+/g, " ")
      .trim(),
  );
}

function listTitles(text: string): string[] {
  const titles = text.matchAll(/^\s*(?:it|test|describe)\(\s*"([^"]+)"|^\s*(?:\]|\w)*\)?\)\(\s*"([^"]+)"/gm);
  return Array.from(titles, ([, title, eachTitle]) => title ?? eachTitle ?? "");
}

function listSentences(comment: string): string[] {
  return comment.split(/(?<=[.!?])\s+/);
}

/** The relative paths that a file imports or exports from, also those of types. */
function listImports(file: string, text: string): string[] {
  const specifiers = text.matchAll(/^(?:import|export)\b[^"';]*?["'](\.[^"']+)["']/gm);
  return Array.from(specifiers, ([, specifier]) => posix.join(posix.dirname(file), specifier ?? ""));
}

describe("the pattern for a relative clause as subject", () => {
  it.each([
    "Who has opted out already stays as they are.",
    "What is refused as a whole is tried again.",
    "Those that failed are sent again.",
    "One that is revoked stays as it is.",
    "Only what the checks read.",
    "whoever reads it reads the change too",
  ])("finds %j", (sentence) => {
    expect(sentence).toMatch(CLAUSE_AS_SUBJECT);
  });

  it.each([
    "A customer that has an opt-out already keeps it.",
    "Whether a pass may go on.",
    "One statement reads all rows.",
    "Those two customers are marked.",
    "What is due next?",
    "Whose address this is, the signature decides.",
  ])("lets %j pass", (sentence) => {
    expect(sentence).not.toMatch(CLAUSE_AS_SUBJECT);
  });
});

describe("the texts of the checked files", () => {
  it("are found", () => {
    expect(files.length).toBeGreaterThan(150);
    expect(files.flatMap(({ file, text }) => listComments(file, text)).length).toBeGreaterThan(800);
    expect(files.flatMap(({ text }) => listTitles(text)).length).toBeGreaterThan(250);
    expect(files.flatMap(({ file, text }) => listImports(file, text)).length).toBeGreaterThan(300);
  });

  it("have no comment with a relative clause as subject", () => {
    const found = files.flatMap(({ file, text }) =>
      listComments(file, text)
        .flatMap(listSentences)
        .filter((sentence) => CLAUSE_AS_SUBJECT.test(sentence))
        .map((sentence) => `${file}: ${sentence}`),
    );
    expect(found).toEqual([]);
  });

  it("have no test title with a relative clause as subject", () => {
    const found = files.flatMap(({ file, text }) =>
      listTitles(text)
        .filter((title) => CLAUSE_AS_SUBJECT.test(title))
        .map((title) => `${file}: ${title}`),
    );
    expect(found).toEqual([]);
  });

  it("name no function that only says that something is carried out", () => {
    const vague = new RegExp(`\\b${["carry", "Out"].join("")}\\b`);
    expect(files.filter(({ text }) => vague.test(text)).map(({ file }) => file)).toEqual([]);
  });
});

describe("the checked folders of product code", () => {
  const products = files.filter(({ file }) => /^(?:packages|workers|scripts)\//.test(file));

  it(`have at most ${MAX_FILES} files each`, () => {
    const folders = new Set(products.map(({ file }) => posix.dirname(file)));
    const crowded = [...folders].filter((folder) => globSync(`${folder}/*.ts`).length > MAX_FILES);
    expect(crowded).toEqual([]);
  });

  it("have no circle of imports, also not of types", () => {
    const importsOf = new Map(products.map(({ file, text }) => [file, listImports(file, text)]));
    const isInCircle = (file: string) => {
      const reached = new Set<string>();
      const waiting = [...(importsOf.get(file) ?? [])];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (reached.has(next)) continue;
        reached.add(next);
        waiting.push(...(importsOf.get(next) ?? []));
      }
      return reached.has(file);
    };
    expect([...importsOf.keys()].filter(isInCircle)).toEqual([]);
  });
});
