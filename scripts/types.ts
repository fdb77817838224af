import { execFileSync } from "node:child_process";

/** Writes each Worker's generated types again; with --check, fails where they are stale. */
for (const worker of ["ingest", "consumer"]) {
  const file = `workers/${worker}/worker-configuration.d.ts`;
  const check = process.argv.includes("--check") ? ["--check"] : [];
  execFileSync(
    "wrangler",
    ["types", file, "--config", `wrangler.${worker}.toml`, "--include-runtime=false", ...check],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
}
