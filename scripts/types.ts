import { execFileSync } from "node:child_process";
import { WORKERS } from "./workers.ts";

/**
 * Generates the types of each Worker's bindings. With --check it only checks them, and fails where they are out of
 * date.
 */
for (const { name } of WORKERS) {
  const file = `workers/${name}/worker-configuration.d.ts`;
  const check = process.argv.includes("--check") ? ["--check"] : [];
  execFileSync(
    "wrangler",
    ["types", file, "--config", `wrangler.${name}.toml`, "--include-runtime=false", ...check],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
}
