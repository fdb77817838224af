import { ConfigurationError } from "@coccinelle/core";
import { createVault } from "@coccinelle/vault";
import { describe, expect, it } from "vitest";
import { keyring, newKey, randomBytes } from "./keys.ts";

function refusal(json: string): string {
  try {
    createVault(json, { randomBytes });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error("the keyring was accepted");
}

const key = newKey();

describe("the keyring", () => {
  it.each([
    ["nothing", "", "missing or not JSON"],
    ["half a JSON text", `{"current":"k1","keys":{"k1":"${key}`, "missing or not JSON"],
    ["JSON null", "null", "must look like"],
    ["no current key", JSON.stringify({ keys: { k1: key } }), "must look like"],
    ["no keys", JSON.stringify({ current: "k1" }), "must look like"],
    ["a current key that it lacks", keyring("k2", { k1: key }), "not among its keys"],
    ["a current key that only every object has", keyring("toString", { k1: key }), "not among its keys"],
    ["a key of 16 bytes", keyring("k1", { k1: newKey(16) }), '"k1", that is not 32 bytes in base64'],
    ["a key of 33 bytes", keyring("k1", { k1: newKey(33) }), '"k1", that is not 32 bytes in base64'],
    ["a key with spaces in it", keyring("k1", { k1: ` ${key}` }), "not 32 bytes in base64"],
    ["a key that is a number", JSON.stringify({ current: "k1", keys: { k1: 1 } }), "not 32 bytes in base64"],
    ["a bad key that is not current", keyring("k1", { k1: key, k2: "?" }), '"k2", that is not'],
    ["a key id with a dot", keyring("k.1", { "k.1": key }), "key id"],
    ["an empty key id", keyring("", { "": key }), "key id"],
    ["a key id of 33 letters", keyring("k".repeat(33), { ["k".repeat(33)]: key }), "key id"],
  ])("is refused when it is %s, by a message that names the variable", (_name, json, problem) => {
    const message = refusal(json);
    expect(message).toContain("CREDENTIALS_KEYS");
    expect(message).toContain(problem);
  });

  it("is refused without showing any of its keys", () => {
    const good = newKey();
    const short = newKey(31);
    const message = refusal(keyring("k1", { k1: good, k2: short }));
    expect(message).not.toContain(good);
    expect(message).not.toContain(short);
    expect(refusal(`${good}`)).not.toContain(good.slice(0, 8));
  });
});
