import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** The file in which a local `dev` keeps its secrets. */
export const LOCAL_SECRETS_FILE = ".dev.env";

/** The variables of the local Workers. */
export interface Secrets {
  CREDENTIALS_KEYS: string;
  OPERATOR_TOKEN: string;
  /** Empty stands for the origin of each request. */
  PUBLIC_BASE_URL: string;
  /** Empty stands for HubSpot's own API. */
  HUBSPOT_API_URL: string;
  /** Empty: there is no application at HubSpot that people can authorise. */
  HUBSPOT_CLIENT_ID: string;
  HUBSPOT_CLIENT_SECRET: string;
  /** Empty stands for Salesforce's own login host. */
  SALESFORCE_LOGIN_URL: string;
  /** Empty: there is no application at Salesforce that people can authorise. */
  SALESFORCE_CLIENT_ID: string;
  SALESFORCE_CLIENT_SECRET: string;
}

/**
 * The variables of the local Workers. Each comes from the environment where it is set there, else from the file. A value
 * that is in neither is generated and written to the file.
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
