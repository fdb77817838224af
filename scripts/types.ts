import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { API_TYPES_FILE, makeApiTypes } from "./api-types.ts";
import { WORKERS } from "./workers.ts";

const isCheck = process.argv.includes("--check");

// Writes all generated types again: each Worker's, and those of the API's client. With --check it fails where some are stale.
for (const { name } of WORKERS) {
  const file = `workers/${name}/worker-configuration.d.ts`;
  const check = isCheck ? ["--check"] : [];
  execFileSync(
    "wrangler",
    ["types", file, "--config", `wrangler.${name}.toml`, "--include-runtime=false", ...check],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
}

const apiTypes = await makeApiTypes();
if (!isCheck) writeFileSync(API_TYPES_FILE, apiTypes);
else if (readFileSync(API_TYPES_FILE, "utf8") !== apiTypes) {
  throw new Error(`${API_TYPES_FILE} is stale: run \`npx pnpm@10 types\``);
}
