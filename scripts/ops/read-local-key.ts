import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { LOCAL_SECRETS_FILE } from "../local/load-secrets.ts";

/** Reads the deployer's key of a local `dev`; undefined where none was started. */
export function readLocalKey(): string | undefined {
  if (!existsSync(LOCAL_SECRETS_FILE)) return undefined;
  return parseEnv(readFileSync(LOCAL_SECRETS_FILE, "utf8")).OPERATOR_TOKEN;
}
