import { Buffer } from "node:buffer";
import { NonRetryableError } from "@coccinelle/core";
import { createVault, type SealedPlace, type Vault } from "@coccinelle/vault";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyring, newKey, randomBytes } from "./keys.ts";

const keys = { k1: newKey(), k2: newKey() };

function vaultOf(current: "k1" | "k2", ring: Record<string, string> = keys): Vault {
  return createVault(keyring(current, ring), { randomBytes });
}

const place: SealedPlace = { table: "channels", rowId: "chan_1", tenantId: "acme", field: "credentials" };
const secret = "the auth token";

async function openError(vault: Vault, sealed: string, at: SealedPlace = place): Promise<NonRetryableError> {
  const error: unknown = await vault.open(sealed, at).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof NonRetryableError) return error;
  throw new Error("the sealed value opened, or failed in another way", { cause: error });
}

/** The sealed value with one of its dot-separated parts changed. */
function replacePart(sealed: string, index: number, change: (part: string) => string): string {
  return sealed
    .split(".")
    .map((part, i) => (i === index ? change(part) : part))
    .join(".");
}

function flipBit(text: string, bit: number): string {
  const bytes = Buffer.from(text, "base64url");
  const index = Math.floor(bit / 8) % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << (bit % 8)), index);
  return bytes.toString("base64url");
}

describe("sealing", () => {
  it("writes the version, the key's id, a 96-bit IV and the ciphertext", async () => {
    const [version, keyId, iv, ciphertext, ...rest] = (await vaultOf("k1").seal(secret, place)).split(".");
    expect([version, keyId, rest]).toEqual(["v1", "k1", []]);
    expect(Buffer.from(iv ?? "", "base64url")).toHaveLength(12);
    expect(Buffer.from(ciphertext ?? "", "base64url")).toHaveLength(secret.length + 16);
  });

  it("takes a new IV from the given source each time", async () => {
    const made: Uint8Array[] = [];
    const vault = createVault(keyring("k1", keys), {
      randomBytes(length) {
        const bytes = randomBytes(length);
        made.push(bytes);
        return bytes;
      },
    });
    const sealed = [await vault.seal(secret, place), await vault.seal(secret, place)];
    expect(sealed.map((value) => value.split(".")[2])).toEqual(
      made.map((bytes) => Buffer.from(bytes).toString("base64url")),
    );
    expect(sealed[0]).not.toBe(sealed[1]);
  });

  it("opens any text again in its place, and nowhere else", async () => {
    const vault = vaultOf("k1");
    const anyPlace = fc.record({
      table: fc.string(),
      rowId: fc.string(),
      tenantId: fc.string(),
      field: fc.string(),
    });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), anyPlace, anyPlace, async (text, here, there) => {
        const sealed = await vault.seal(text, here);
        expect(await vault.open(sealed, here)).toBe(text);
        fc.pre(JSON.stringify(here) !== JSON.stringify(there));
        await openError(vault, sealed, there);
      }),
    );
  });

  it.each([
    ["emoji and accents", "clé 🔑 « été » — ﷽"],
    ["the empty text", ""],
    ["a byte order mark", "\uFEFFtoken\uFEFF"],
    ["a null character", "a\0b"],
    ["a long text", "0123456789".repeat(20_000)],
  ])("gives back %s as it was", async (_name, text) => {
    const vault = vaultOf("k1");
    expect(await vault.open(await vault.seal(text, place), place)).toBe(text);
  });
});

describe("opening", () => {
  it.each([
    ["table", { ...place, table: "crm_integrations" }],
    ["row", { ...place, rowId: "chan_2" }],
    ["tenant", { ...place, tenantId: "globex" }],
    ["field", { ...place, field: "settings" }],
    ["row and tenant that read the same together", { ...place, rowId: "chan_1acme", tenantId: "" }],
    ["row whose id holds the separator", { ...place, rowId: 'chan_1","acme', tenantId: "credentials" }],
  ])("refuses a value that was moved to another %s", async (_name, elsewhere) => {
    const vault = vaultOf("k1");
    const sealed = await vault.seal(secret, place);
    expect((await openError(vault, sealed, elsewhere)).message).toContain("sealed for another place");
  });

  it.each([
    ["IV", 2],
    ["ciphertext", 3],
  ])("refuses a value with any bit of its %s changed", async (_name, part) => {
    const vault = vaultOf("k1");
    const sealed = await vault.seal(secret, place);
    const bits = Buffer.from(sealed.split(".")[part] ?? "", "base64url").length * 8;
    for (let bit = 0; bit < bits; bit++) {
      await openError(
        vault,
        replacePart(sealed, part, (text) => flipBit(text, bit)),
      );
    }
  });

  it("refuses a value whose last character was changed without changing a byte", async () => {
    const vault = vaultOf("k1");
    // 19 bytes leave unused bits in their last character.
    const sealed = await vault.seal("abc", place);
    const bytes = Buffer.from(sealed.split(".")[3] ?? "", "base64url");
    const twin = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
      .split("")
      .map((last) => sealed.slice(0, -1) + last)
      .find((text) => text !== sealed && Buffer.from(text.split(".")[3] ?? "", "base64url").equals(bytes));
    expect(twin).toBeDefined();
    await openError(vault, twin ?? "");
  });

  it("refuses a value that names the other key", async () => {
    const vault = vaultOf("k1");
    const sealed = replacePart(await vault.seal(secret, place), 1, () => "k2");
    expect((await openError(vault, sealed)).message).toContain("by another key");
  });

  it("refuses a value whose two keys have the same bytes but another id", async () => {
    const vault = vaultOf("k1", { k1: keys.k1, k2: keys.k1 });
    await openError(
      vault,
      replacePart(await vault.seal(secret, place), 1, () => "k2"),
    );
  });

  it.each([
    ["another version", (sealed: string) => replacePart(sealed, 0, () => "v2")],
    ["a part less", (sealed: string) => sealed.slice(0, sealed.lastIndexOf("."))],
    ["a part more", (sealed: string) => `${sealed}.AAAA`],
    ["padding", (sealed: string) => `${sealed}=`],
    ["a line break at its end", (sealed: string) => `${sealed}\n`],
    ["a truncated ciphertext", (sealed: string) => sealed.slice(0, -20)],
    ["an IV of another length", (sealed: string) => replacePart(sealed, 2, () => "AAAA")],
    ["nothing at all", () => ""],
    ["a plain credential", () => secret],
  ])("refuses a value with %s", async (_name, change) => {
    const vault = vaultOf("k1");
    await openError(vault, change(await vault.seal(secret, place)));
  });

  it("says where the value is, and shows neither secret nor ciphertext", async () => {
    const vault = vaultOf("k1");
    const sealed = await vault.seal(secret, place);
    for (const broken of [
      `${sealed}.AAAA`,
      replacePart(sealed, 1, () => "k2"),
      replacePart(sealed, 1, () => "k9"),
    ]) {
      const error = await openError(vault, broken);
      expect(error.context).toEqual(place);
      expect(error.retryable).toBe(false);
      const shown = `${error.message} ${JSON.stringify(error.context)} ${error.cause}`;
      for (const hidden of [secret, ...sealed.split(".").slice(2), keys.k1])
        expect(shown).not.toContain(hidden);
    }
  });
});

describe("two live keys", () => {
  it("opens what either key sealed, and seals under the current one", async () => {
    const old = await vaultOf("k1").seal(secret, place);
    const rotated = vaultOf("k2");
    expect(await rotated.open(old, place)).toBe(secret);
    const renewed = await rotated.seal(secret, place);
    expect(await rotated.open(renewed, place)).toBe(secret);
    expect([old, renewed].map((sealed) => sealed.startsWith(rotated.currentPrefix))).toEqual([false, true]);
    expect(renewed.startsWith(rotated.currentPrefix)).toBe(true);
  });

  it("does not take a key for the current one when its id only begins with the same letters", async () => {
    const longer = createVault(keyring("k10", { ...keys, k10: newKey() }), { randomBytes });
    expect((await longer.seal(secret, place)).startsWith(vaultOf("k1").currentPrefix)).toBe(false);
  });

  it("refuses a value of a key that is not in the keyring, and names the key", async () => {
    const sealed = await vaultOf("k1").seal(secret, place);
    const error = await openError(vaultOf("k2", { k2: keys.k2 }), sealed);
    expect(error.message).toContain('"k1" is not in the keyring');
  });
});
