import { env } from "cloudflare:workers";
import { InvalidPayloadError } from "@coccinelle/core";
import { getCRMDatabaseService, handleIncomingMessage } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";

describe("handleIncomingMessage", () => {
  it("creates the sender's customer, logs the message and returns the customer", async () => {
    const tenantId = uniqueId("tenant");
    const customer = await handleIncomingMessage(
      env.DB,
      tenantId,
      "06 12 34 56 78",
      "Bonjour, je m'appelle Sophie Martin",
      "sms",
    );
    expect(customer).toMatchObject({
      tenantId,
      firstName: "Sophie",
      lastName: "Martin",
      phone: "+33612345678",
      preferredChannel: "sms",
      segment: "prospect",
      activitiesCount: 1,
      tags: ["auto-created", "premier-contact", "sms"],
    });
    const { items } = await getCRMDatabaseService(env.DB, tenantId).listInteractions(customer.id);
    expect(items).toMatchObject([
      {
        type: "message_received",
        channel: "sms",
        metadata: { content: "Bonjour, je m'appelle Sophie Martin", timestamp: expect.any(String) },
      },
    ]);
  });

  it("finds the customer again, by phone and by e-mail", async () => {
    const tenantId = uniqueId("tenant");
    const { id } = await getCRMDatabaseService(env.DB, tenantId).createCustomer({
      firstName: "Sophie",
      phone: "+33612345678",
      email: "sophie@example.com",
    });
    expect(
      await handleIncomingMessage(env.DB, tenantId, "+33 6 12 34 56 78", "Bonjour", "whatsapp"),
    ).toMatchObject({ id });
    expect(
      await handleIncomingMessage(env.DB, tenantId, "Sophie@Example.com", "Bonjour", "email"),
    ).toMatchObject({
      id,
      firstName: "Sophie",
      activitiesCount: 2,
    });
  });

  it("refuses a sender that names nobody", async () => {
    await expect(handleIncomingMessage(env.DB, uniqueId("tenant"), " ", "Bonjour", "sms")).rejects.toThrow(
      InvalidPayloadError,
    );
    await expect(
      handleIncomingMessage(env.DB, uniqueId("tenant"), "no address", "Bonjour", "email"),
    ).rejects.toThrow(InvalidPayloadError);
  });
});
