import { execFileSync } from "node:child_process";
import { WORKERS } from "./workers.ts";

/** Writes each Worker's generated types again; with --check, fails where they are stale. */
for (const { name } of WORKERS) {
  const file = `workers/${name}/worker-configuration.d.ts`;
  const check = process.argv.includes("--check") ? ["--check"] : [];
  execFileSync(
    "wrangler",
    ["types", file, "--config", `wrangler.${name}.toml`, "--include-runtime=false", ...check],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
}
