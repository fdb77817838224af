import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** Where a local `dev` keeps them. */
export const LOCAL_SECRETS_FILE = ".dev.env";

export interface Secrets {
  CREDENTIALS_KEYS: string;
  OPERATOR_TOKEN: string;
  /** Empty: the origin of each request. */
  PUBLIC_BASE_URL: string;
  /** Empty: the real one. */
  HUBSPOT_API_URL: string;
  /** Empty: nobody is sent to HubSpot for an authorisation. */
  HUBSPOT_CLIENT_ID: string;
  HUBSPOT_CLIENT_SECRET: string;
  /** Empty: the real one. */
  SALESFORCE_LOGIN_URL: string;
  /** Empty: nobody is sent to Salesforce for an authorisation. */
  SALESFORCE_CLIENT_ID: string;
  SALESFORCE_CLIENT_SECRET: string;
}

/**
 * The values that the Workers run with here. Each is taken from the environment where it is
 * set there, else from the file; what neither has is made and kept in the file.
 */
export function loadSecrets(file: string, environment: Partial<Secrets>): Secrets {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const kept = parseEnv(text);
  const missing: string[] = text === "" || text.endsWith("\n") ? [] : [""];

  function load(name: keyof Secrets, generate: () => string): string {
    const given = environment[name] || kept[name];
    if (given !== undefined) return given;
    const value = generate();
    missing.push(`${name}='${value}'`);
    return value;
  }

  const secrets = {
    CREDENTIALS_KEYS: load("CREDENTIALS_KEYS", () =>
      JSON.stringify({ current: "local", keys: { local: randomBytes(32).toString("base64") } }),
    ),
    OPERATOR_TOKEN: load("OPERATOR_TOKEN", () => randomBytes(32).toString("base64url")),
    PUBLIC_BASE_URL: load("PUBLIC_BASE_URL", () => ""),
    HUBSPOT_API_URL: load("HUBSPOT_API_URL", () => ""),
    HUBSPOT_CLIENT_ID: load("HUBSPOT_CLIENT_ID", () => ""),
    HUBSPOT_CLIENT_SECRET: load("HUBSPOT_CLIENT_SECRET", () => ""),
    SALESFORCE_LOGIN_URL: load("SALESFORCE_LOGIN_URL", () => ""),
    SALESFORCE_CLIENT_ID: load("SALESFORCE_CLIENT_ID", () => ""),
    SALESFORCE_CLIENT_SECRET: load("SALESFORCE_CLIENT_SECRET", () => ""),
  };
  appendFileSync(file, missing.map((line) => `${line}\n`).join(""), { mode: 0o600 });
  chmodSync(file, 0o600);
  return secrets;
}
