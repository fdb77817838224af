import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { channelCredentialsPlace, createVault } from "@coccinelle/vault";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSecrets } from "../../../scripts/local/load-secrets.ts";

describe("loadSecrets", () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "load-secrets-"));
    file = join(directory, "secrets.env");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("makes a keyring that the vault takes", async () => {
    const vault = createVault(loadSecrets(file, {}).CREDENTIALS_KEYS, {
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    });
    const place = channelCredentialsPlace({ id: "channel", tenantId: "tenant" });
    expect(await vault.open(await vault.seal("secret", place), place)).toBe("secret");
  });

  it("generates missing values into a file that only its owner may read", () => {
    const secrets = loadSecrets(file, {});
    expect(secrets.OPERATOR_TOKEN).toMatch(/^[\w-]{43}$/);
    expect(secrets.PUBLIC_BASE_URL).toBe("");
    expect(parseEnv(readFileSync(file, "utf8"))).toEqual(secrets);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("gives the same secrets again, and leaves the file as it is", () => {
    const secrets = loadSecrets(file, {});
    const text = readFileSync(file, "utf8");
    expect(loadSecrets(file, {})).toEqual(secrets);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("adds a name that the file lacks, and keeps what is there", () => {
    writeFileSync(file, "OPERATOR_TOKEN=mine\n# a note");
    const secrets = loadSecrets(file, {});
    expect(secrets.OPERATOR_TOKEN).toBe("mine");
    expect(readFileSync(file, "utf8")).toMatch(/^OPERATOR_TOKEN=mine\n# a note\nCREDENTIALS_KEYS='/);
    expect(parseEnv(readFileSync(file, "utf8"))).toEqual(secrets);
  });

  it("takes a value from the environment where it is set, and does not write it to the file", () => {
    loadSecrets(file, {});
    expect(loadSecrets(file, { OPERATOR_TOKEN: "from outside" }).OPERATOR_TOKEN).toBe("from outside");
    expect(readFileSync(file, "utf8")).not.toContain("from outside");
  });
});
