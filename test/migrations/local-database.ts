import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A D1 database on disk, which wrangler keeps in a directory of its own. */
export interface LocalDatabase {
  directory: string;
  /** Runs SQL by wrangler, as a user would do without migrations. */
  executeFile(sql: string): void;
  applyMigrations(): string;
  /** Runs `scripts/adopt.ts` on the database and returns its output. Throws where the command fails. */
  adopt(): string;
  /** Opens the file that wrangler wrote. */
  open(): DatabaseSync;
  remove(): void;
}

export function createLocalDatabase(): LocalDatabase {
  const directory = mkdtempSync(join(tmpdir(), "coccinelle-migrations-"));
  const target = ["coccinelle-db", "--local", "--persist-to", directory, "-c", "wrangler.consumer.toml"];

  return {
    directory,
    executeFile(sql) {
      const file = join(directory, "statements.sql");
      writeFileSync(file, sql);
      run("wrangler", ["d1", "execute", ...target, "--file", file]);
    },
    applyMigrations: () => run("wrangler", ["d1", "migrations", "apply", ...target]),
    adopt: () => run("node", ["scripts/adopt.ts", "--", "--local", "--persist-to", directory]),
    open() {
      const [file] = globSync(join(directory, "v3/d1/*/*.sqlite")).filter(
        (path) => !path.endsWith("metadata.sqlite"),
      );
      if (file === undefined) throw new Error(`wrangler left no database in ${directory}`);
      return new DatabaseSync(file);
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
