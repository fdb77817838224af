import { randomUUID } from "node:crypto";
import {
  findTwilioOwner,
  keepDecisive,
  readTwilioRequest,
  type TwilioCandidate,
  type TwilioOwner,
} from "@coccinelle/webhooks";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signTwilioForm } from "../../support/sign-twilio.ts";
import { twilioCandidate } from "./candidate.ts";

const url = "https://crm.example.com/webhooks/twilio/sms";
const address = "+33757000001";

/** The verdict on a message to the address, signed with the token. */
function judge(
  authToken: string,
  candidates: TwilioCandidate[],
  fields: Record<string, string> = {},
): TwilioOwner {
  const { headers, body } = signTwilioForm(
    { authToken, url },
    { MessageSid: "SM1", From: "+33612345678", To: address, ...fields },
  );
  const signature = headers["x-twilio-signature"] ?? "";
  return findTwilioOwner(readTwilioRequest({ url, signature, rawBody: body }), candidates);
}

function signerOf({ tenantId, accountId }: TwilioCandidate) {
  return { tenantId, accountId };
}

function tokenOf({ credentials }: TwilioCandidate): string {
  return credentials.authToken;
}

describe("the owner of a verified message", () => {
  it.each([address, `whatsapp:${address}`])("is the channel that has the address %s", (To) => {
    const other = twilioCandidate({ address: "+33757000002" });
    const owner = twilioCandidate({ address });
    expect(judge(tokenOf(owner), [other, owner], { To })).toEqual({ kind: "owned", owner });
  });

  it("is found by the previous token while a rotation is under way", () => {
    const previousAuthToken = randomUUID();
    const { credentials, ...rest } = twilioCandidate({ address });
    const owner = { ...rest, credentials: { ...credentials, previousAuthToken } };
    expect(judge(previousAuthToken, [owner])).toEqual({ kind: "owned", owner });
    expect(judge(tokenOf(owner), [owner])).toEqual({ kind: "owned", owner });
  });

  it("is the channel whose connection overrides were signed, though another has the same token", () => {
    const { credentials } = twilioCandidate();
    const connectionOverrides = "rc=5&rp=all";
    const other = twilioCandidate({ address, credentials });
    const owner = twilioCandidate({ address, credentials, settings: { connectionOverrides } });
    const { headers, body } = signTwilioForm(
      { authToken: tokenOf(owner), url: `${url}#${connectionOverrides}` },
      { To: address },
    );
    const request = readTwilioRequest({ url, signature: headers["x-twilio-signature"] ?? "", rawBody: body });
    expect(findTwilioOwner(request, [other, owner])).toEqual({ kind: "owned", owner });
  });

  it("is the channel whose Messaging Service has the number in its pool", () => {
    const owner = twilioCandidate({ address: "+33757000009", serviceId: "MG1" });
    expect(judge(tokenOf(owner), [owner], { MessagingServiceSid: "MG1" })).toEqual({ kind: "owned", owner });
  });

  it("is the channel whose address is the Messaging Service", () => {
    const owner = twilioCandidate({ address: "MG1" });
    expect(judge(tokenOf(owner), [owner], { MessagingServiceSid: "MG1" })).toEqual({ kind: "owned", owner });
  });

  it("is the channel with the address rather than an older one with the Messaging Service", () => {
    const { credentials } = twilioCandidate();
    const pool = twilioCandidate({ address: "+33757000009", serviceId: "MG1", credentials });
    const owner = twilioCandidate({ address, credentials });
    expect(judge(tokenOf(owner), [pool, owner], { MessagingServiceSid: "MG1" })).toEqual({
      kind: "owned",
      owner,
    });
  });

  it("is the older of two channels that both can claim it", () => {
    const { credentials } = twilioCandidate();
    const owner = twilioCandidate({ address, credentials });
    const younger = twilioCandidate({ address, credentials });
    expect(judge(tokenOf(owner), [owner, younger])).toEqual({ kind: "owned", owner });
  });

  it("is a channel with an outdated token where another of the same tenant and account signed", () => {
    const owner = twilioCandidate({ address });
    const { tenantId, accountId } = owner;
    const sibling = twilioCandidate({ address: "+33757000002", tenantId, accountId });
    expect(judge(tokenOf(sibling), [owner, sibling])).toEqual({ kind: "owned", owner });
  });

  it.each<[string, (owner: TwilioCandidate) => Partial<TwilioCandidate>]>([
    ["another tenant", ({ accountId }) => ({ accountId })],
    ["another account", ({ tenantId }) => ({ tenantId })],
    ["no known account", ({ tenantId }) => ({ tenantId, accountId: null })],
  ])("is nobody where the only channel that signed is one of %s", (_, take) => {
    const owner = twilioCandidate({ address });
    const sibling = twilioCandidate({ address: "+33757000002", ...take(owner) });
    expect(judge(tokenOf(sibling), [owner, sibling])).toEqual({
      kind: "unknown_address",
      signers: sibling.accountId === null ? [] : [signerOf(sibling)],
    });
  });

  it("is nobody where neither of two accounts without an id is known to be the same", () => {
    const owner = twilioCandidate({ address, accountId: null });
    const sibling = twilioCandidate({ address: "+33757000002", accountId: null, tenantId: owner.tenantId });
    expect(judge(tokenOf(sibling), [owner, sibling])).toEqual({ kind: "unknown_address", signers: [] });
  });

  it("is nobody for an address that no channel of the account has", () => {
    const account = twilioCandidate({ address: "+33757000002" });
    expect(judge(tokenOf(account), [account])).toEqual({
      kind: "unknown_address",
      signers: [signerOf(account)],
    });
  });

  it("is nobody where only channels without a service could take a message without one", () => {
    const account = twilioCandidate({ address: "+33757000002", serviceId: null });
    expect(judge(tokenOf(account), [account], { MessagingServiceSid: "" })).toMatchObject({
      kind: "unknown_address",
    });
  });
});

describe("the signers of a message to an address that nobody has", () => {
  const { credentials } = twilioCandidate();

  /** Channels of other addresses; those of the credentials sign the message. */
  function signers(...accounts: Partial<TwilioCandidate>[]) {
    const candidates = accounts.map((account) => twilioCandidate({ address: "+33757000002", ...account }));
    const verdict = judge(credentials.authToken, candidates);
    return verdict.kind === "unknown_address" ? verdict.signers : verdict.kind;
  }

  it("are every tenant and account whose credentials verify it, each once, and nobody else", () => {
    const shared = { accountId: "AC1", credentials };
    expect(
      signers(
        { ...shared, tenantId: "b" },
        { ...shared, tenantId: "a" },
        { ...shared, tenantId: "a" },
        { tenantId: "a", accountId: "AC2", credentials },
        { tenantId: "stranger", accountId: "AC1" },
      ),
    ).toEqual([
      { tenantId: "a", accountId: "AC1" },
      { tenantId: "a", accountId: "AC2" },
      { tenantId: "b", accountId: "AC1" },
    ]);
  });

  it("count one that has moved to new credentials by its previous ones", () => {
    const { authToken: previousAuthToken } = credentials;
    const rotated = { accountSid: "AC1", authToken: randomUUID(), previousAuthToken };
    expect(signers({ tenantId: "a", accountId: "AC1", credentials: rotated })).toEqual([
      { tenantId: "a", accountId: "AC1" },
    ]);
  });

  it("are twenty at most", () => {
    const tenants = Array.from({ length: 21 }, () => ({ accountId: "AC1", credentials }));
    expect(signers(...tenants)).toHaveLength(20);
  });
});

describe("a tenant that registers somebody else's number", () => {
  const owner = twilioCandidate({ address, serviceId: "MG1" });

  it.each<[string, Partial<TwilioCandidate>]>([
    ["address", { address }],
    ["address and account", { address, accountId: owner.accountId }],
    ["address, account and Messaging Service", { address, accountId: owner.accountId, serviceId: "MG1" }],
  ])("gets none of its messages by the %s", (_, claim) => {
    const thief = twilioCandidate(claim);
    const fields = { MessagingServiceSid: "MG1" };
    expect(judge(tokenOf(owner), [thief, owner], fields)).toEqual({ kind: "owned", owner });
  });

  it("gets none of them while the owner has not registered it", () => {
    expect(judge(tokenOf(owner), [twilioCandidate({ address })])).toEqual({ kind: "refused" });
  });

  it("brings none of its own messages to the owner", () => {
    const thief = twilioCandidate({ address });
    expect(judge(tokenOf(thief), [owner, thief])).toEqual({ kind: "owned", owner: thief });
    expect(judge(tokenOf(thief), [owner, twilioCandidate({ ...thief, address: "+1" })])).toEqual({
      kind: "unknown_address",
      signers: [signerOf(thief)],
    });
  });
});

describe("a message that no candidate signed", () => {
  it("is refused", () => {
    expect(judge(randomUUID(), [twilioCandidate({ address })])).toEqual({ kind: "refused" });
  });

  it("is refused where there is no candidate", () => {
    expect(judge(randomUUID(), [])).toEqual({ kind: "refused" });
  });
});

describe("the candidates that decide", () => {
  const claims = { address, serviceId: "MG1", accountId: "AC1" };

  it("are the claimed channels, oldest first, and one for each of the account's other credentials", () => {
    const { tenantId, accountId, credentials } = twilioCandidate();
    const account = { tenantId, accountId, credentials };
    const owner = twilioCandidate({ ...account, address });
    const pool = twilioCandidate({ address: "+33757000009", serviceId: "MG1" });
    const numbers = Array.from({ length: 50 }, (_, index) =>
      twilioCandidate({ ...account, address: `+3375700100${index}` }),
    );
    const rotated = twilioCandidate({ tenantId, accountId, address: "+33757000002" });
    expect(keepDecisive(claims, [...numbers, pool, owner, rotated])).toEqual([pool, owner, rotated]);
    expect(keepDecisive(claims, [...numbers, rotated])).toHaveLength(2);
  });

  it("lead to the same verdict as all", () => {
    const tokens = ["t1", "t2", "t3"];
    const candidate = fc
      .record({
        tenantId: fc.constantFrom("a", "b"),
        accountId: fc.constantFrom("AC1", "AC2", null),
        address: fc.constantFrom(address, "+33757000002", "MG1"),
        serviceId: fc.constantFrom("MG1", null),
        authToken: fc.constantFrom(...tokens),
        previousAuthToken: fc.constantFrom(...tokens, undefined),
      })
      .map(({ authToken, previousAuthToken, ...rest }) =>
        twilioCandidate({ ...rest, credentials: { accountSid: "AC1", authToken, previousAuthToken } }),
      );
    const claim = fc.record({
      To: fc.constantFrom(address, "+33757000003", ""),
      MessagingServiceSid: fc.constantFrom("MG1", ""),
    });
    fc.assert(
      fc.property(fc.array(candidate), fc.constantFrom(...tokens), claim, (candidates, token, fields) => {
        const { headers, body } = signTwilioForm({ authToken: token, url }, fields);
        const signature = headers["x-twilio-signature"] ?? "";
        const request = readTwilioRequest({ url, signature, rawBody: body });
        const kept = keepDecisive(request.claims, candidates);
        expect(findTwilioOwner(request, kept)).toEqual(findTwilioOwner(request, candidates));
      }),
    );
  });
});
