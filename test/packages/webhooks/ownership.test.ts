import { randomUUID } from "node:crypto";
import type { ChannelClaims } from "@coccinelle/core";
import {
  type ChannelCandidate,
  decideOwner,
  findOwner,
  keepDecisive,
  type Ownership,
  rememberKeys,
  type SigningKey,
} from "@coccinelle/webhooks";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newCandidate } from "./candidate.ts";

const address = "+33757000001";

function isSameKey(one: SigningKey, other: SigningKey): boolean {
  return one.secret === other.secret && one.context === other.context;
}

/** The owner of a message to the address that the key signed. */
function ownerOf(
  key: SigningKey,
  candidates: ChannelCandidate[],
  claims: ChannelClaims = {},
): Promise<Ownership> {
  return findOwner({ address, ...claims }, candidates, async (tried) => isSameKey(tried, key));
}

function signerOf({ tenantId, accountId }: ChannelCandidate) {
  return { tenantId, accountId };
}

function newKey(): SigningKey {
  return { secret: randomUUID() };
}

/** The candidate's current key. */
function keyOf({ keys: [key] }: ChannelCandidate): SigningKey {
  if (!key) throw new Error("the candidate has no key");
  return key;
}

describe("the owner of a verified message", () => {
  it("is the channel that has the address", async () => {
    const other = newCandidate({ address: "+33757000002" });
    const owner = newCandidate({ address });
    expect(await ownerOf(keyOf(owner), [other, owner])).toEqual({ kind: "owned", owner });
  });

  it("is found by the previous key while a rotation is under way", async () => {
    const [current, previous] = [newKey(), newKey()];
    const owner = newCandidate({ address, keys: [current, previous] });
    expect(await ownerOf(previous, [owner])).toEqual({ kind: "owned", owner });
    expect(await ownerOf(current, [owner])).toEqual({ kind: "owned", owner });
  });

  it("is the channel whose context was signed, though another has the same secret", async () => {
    const { secret } = newKey();
    const other = newCandidate({ address, keys: [{ secret }] });
    const owner = newCandidate({ address, keys: [{ secret, context: "rc=5&rp=all" }] });
    expect(await ownerOf(keyOf(owner), [other, owner])).toEqual({ kind: "owned", owner });
  });

  it("is the channel whose pool has the number", async () => {
    const owner = newCandidate({ address: "+33757000009", serviceId: "MG1" });
    expect(await ownerOf(keyOf(owner), [owner], { serviceId: "MG1" })).toEqual({ kind: "owned", owner });
  });

  it("is the channel whose address is the pool", async () => {
    const owner = newCandidate({ address: "MG1" });
    expect(await ownerOf(keyOf(owner), [owner], { serviceId: "MG1" })).toEqual({ kind: "owned", owner });
  });

  it("is the channel with the address rather than an older one with the pool", async () => {
    const { keys } = newCandidate();
    const pool = newCandidate({ address: "+33757000009", serviceId: "MG1", keys });
    const owner = newCandidate({ address, keys });
    const claims = { serviceId: "MG1" };
    expect(await ownerOf(keyOf(owner), [pool, owner], claims)).toEqual({ kind: "owned", owner });
  });

  it("is the older of two channels that both can claim it", async () => {
    const { keys } = newCandidate();
    const owner = newCandidate({ address, keys });
    const younger = newCandidate({ address, keys });
    expect(await ownerOf(keyOf(owner), [owner, younger])).toEqual({ kind: "owned", owner });
  });

  it("is a channel with an outdated key where another of the same tenant and account signed", async () => {
    const owner = newCandidate({ address });
    const { tenantId, accountId } = owner;
    const sibling = newCandidate({ address: "+33757000002", tenantId, accountId });
    expect(await ownerOf(keyOf(sibling), [owner, sibling])).toEqual({ kind: "owned", owner });
  });

  it.each<[string, (owner: ChannelCandidate) => Partial<ChannelCandidate>]>([
    ["another tenant", ({ accountId }) => ({ accountId })],
    ["another account", ({ tenantId }) => ({ tenantId })],
    ["no known account", ({ tenantId }) => ({ tenantId, accountId: null })],
  ])("is nobody where the only channel that signed is one of %s", async (_, take) => {
    const owner = newCandidate({ address });
    const sibling = newCandidate({ address: "+33757000002", ...take(owner) });
    expect(await ownerOf(keyOf(sibling), [owner, sibling])).toEqual({
      kind: "unknown_address",
      signers: sibling.accountId === null ? [] : [signerOf(sibling)],
    });
  });

  it("is nobody where neither of two accounts without an id is known to be the same", async () => {
    const owner = newCandidate({ address, accountId: null });
    const sibling = newCandidate({ address: "+33757000002", accountId: null, tenantId: owner.tenantId });
    expect(await ownerOf(keyOf(sibling), [owner, sibling])).toEqual({ kind: "unknown_address", signers: [] });
  });

  it("is nobody for an address that no channel of the account has", async () => {
    const account = newCandidate({ address: "+33757000002" });
    expect(await ownerOf(keyOf(account), [account])).toEqual({
      kind: "unknown_address",
      signers: [signerOf(account)],
    });
  });

  it("is nobody where a channel without a pool could take a message without one", async () => {
    const account = newCandidate({ address: "+33757000002", serviceId: null });
    expect(await ownerOf(keyOf(account), [account], { serviceId: undefined })).toMatchObject({
      kind: "unknown_address",
    });
  });
});

describe("the signers of a message to an address that nobody has", () => {
  const key = newKey();
  const keys = [key];

  /** The signers among channels of another address. Channels that have the key sign the message. */
  async function signers(...accounts: Partial<ChannelCandidate>[]) {
    const candidates = accounts.map((account) => newCandidate({ address: "+33757000002", ...account }));
    const ownership = await ownerOf(key, candidates);
    return ownership.kind === "unknown_address" ? ownership.signers : ownership.kind;
  }

  it("are every tenant and account whose keys verify it, each once, and nobody else", async () => {
    const shared = { accountId: "AC1", keys };
    expect(
      await signers(
        { ...shared, tenantId: "b" },
        { ...shared, tenantId: "a" },
        { ...shared, tenantId: "a" },
        { tenantId: "a", accountId: "AC2", keys },
        { tenantId: "stranger", accountId: "AC1" },
      ),
    ).toEqual([
      { tenantId: "a", accountId: "AC1" },
      { tenantId: "a", accountId: "AC2" },
      { tenantId: "b", accountId: "AC1" },
    ]);
  });

  it("include a tenant that has moved to a new key, by its previous key", async () => {
    expect(await signers({ tenantId: "a", accountId: "AC1", keys: [newKey(), key] })).toEqual([
      { tenantId: "a", accountId: "AC1" },
    ]);
  });

  it("are twenty at most", async () => {
    const tenants = Array.from({ length: 21 }, () => ({ accountId: "AC1", keys }));
    expect(await signers(...tenants)).toHaveLength(20);
  });
});

describe("a tenant that registers somebody else's number", () => {
  const owner = newCandidate({ address, serviceId: "MG1" });

  it.each<[string, Partial<ChannelCandidate>]>([
    ["address", { address }],
    ["address and account", { address, accountId: owner.accountId }],
    ["address, account and pool", { address, accountId: owner.accountId, serviceId: "MG1" }],
  ])("gets none of its messages by the %s", async (_, claim) => {
    const thief = newCandidate(claim);
    const claims = { serviceId: "MG1" };
    expect(await ownerOf(keyOf(owner), [thief, owner], claims)).toEqual({ kind: "owned", owner });
  });

  it("gets none of them while the owner has not registered it", async () => {
    expect(await ownerOf(keyOf(owner), [newCandidate({ address })])).toEqual({ kind: "refused" });
  });

  it("brings none of its own messages to the owner", async () => {
    const thief = newCandidate({ address });
    expect(await ownerOf(keyOf(thief), [owner, thief])).toEqual({ kind: "owned", owner: thief });
    expect(await ownerOf(keyOf(thief), [owner, newCandidate({ ...thief, address: "+1" })])).toEqual({
      kind: "unknown_address",
      signers: [signerOf(thief)],
    });
  });
});

describe("a message that no candidate signed", () => {
  it("is refused", async () => {
    expect(await ownerOf(newKey(), [newCandidate({ address })])).toEqual({ kind: "refused" });
  });

  it("is refused where there is no candidate", async () => {
    expect(await ownerOf(newKey(), [])).toEqual({ kind: "refused" });
  });
});

describe("the owner, once the signers are known", () => {
  it("depends on the claims, the candidates and the signers alone", () => {
    const owner = newCandidate({ address });
    const account = newCandidate({ address: "+33757000002" });
    expect(decideOwner({ address }, [account, owner], [owner])).toEqual({ kind: "owned", owner });
    expect(decideOwner({ address }, [account, owner], [account])).toMatchObject({ kind: "unknown_address" });
    expect(decideOwner({ address }, [account, owner], [])).toEqual({ kind: "refused" });
  });
});

describe("the candidates that decide", () => {
  const claims = { address, serviceId: "MG1", accountId: "AC1" };

  it("are the claimed channels, oldest first, and one for each of the account's other keys", () => {
    const { tenantId, accountId, keys } = newCandidate();
    const account = { tenantId, accountId, keys };
    const owner = newCandidate({ ...account, address });
    const pool = newCandidate({ address: "+33757000009", serviceId: "MG1" });
    const numbers = Array.from({ length: 50 }, (_, index) =>
      newCandidate({ ...account, address: `+3375700100${index}` }),
    );
    const rotated = newCandidate({ tenantId, accountId, address: "+33757000002" });
    expect(keepDecisive(claims, [...numbers, pool, owner, rotated])).toEqual([pool, owner, rotated]);
    expect(keepDecisive(claims, [...numbers, rotated])).toHaveLength(2);
  });

  it("lead to the same owner as all candidates", async () => {
    const keys = [{ secret: "k1" }, { secret: "k2" }, { secret: "k2", context: "rc=5" }];
    const candidate = fc
      .record({
        tenantId: fc.constantFrom("a", "b"),
        accountId: fc.constantFrom("AC1", "AC2", null),
        address: fc.constantFrom(address, "+33757000002", "MG1"),
        serviceId: fc.constantFrom("MG1", null),
        keys: fc.subarray(keys, { minLength: 1 }),
      })
      .map(newCandidate);
    const claim = fc.record({
      address: fc.constantFrom(address, "+33757000003", undefined),
      serviceId: fc.constantFrom("MG1", undefined),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(candidate),
        fc.constantFrom(...keys),
        claim,
        async (candidates, key, claims) => {
          const isSignedBy = async (tried: SigningKey) => isSameKey(tried, key);
          const kept = keepDecisive(claims, candidates);
          expect(await findOwner(claims, kept, isSignedBy)).toEqual(
            await findOwner(claims, candidates, isSignedBy),
          );
        },
      ),
    );
  });
});

describe("a key that several channels share", () => {
  it("is tried once, and again with another context", async () => {
    const tried: SigningKey[] = [];
    const isSignedBy = rememberKeys(async (key) => tried.push(key) === 1);
    const keys = [{ secret: "k1" }, { secret: "k1", context: "rc=5" }];
    for (const key of [...keys, ...keys]) expect(await isSignedBy({ ...key })).toBe(key === keys[0]);
    expect(tried).toEqual(keys);
  });
});
