import { type SyncAnswer, writeLog } from "@coccinelle/core";
import { integrationIdOf } from "./authorization-attempt.ts";
import { oauthPage } from "./oauth-page.ts";

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  invalid_state: 400,
  needs_auth: 400,
  not_found: 404,
  configuration: 500,
};
/** The CRM, or what is between. */
const OTHER_STATUS = 502;

const NOT_AUTHORIZED = "Not authorised";
const BEGIN_AGAIN = "Begin the authorisation again from where it was begun.";

/**
 * Answers a person whom a CRM sends back, with a code or without.
 *
 * @param name the CRM's, for people
 */
export async function receiveAuthorization(
  name: string,
  url: URL,
  finish: (integrationId: string, state: string, code: string) => Promise<SyncAnswer>,
): Promise<Response> {
  const state = url.searchParams.get("state") ?? "";
  const code = url.searchParams.get("code") ?? "";
  const integrationId = integrationIdOf(state);
  if (url.searchParams.has("error")) {
    return oauthPage(400, NOT_AUTHORIZED, `${name} says that access was not granted. ${BEGIN_AGAIN}`);
  }
  if (integrationId === "" || code === "") {
    return oauthPage(
      400,
      NOT_AUTHORIZED,
      `The address is not one that ${name} leads back to. ${BEGIN_AGAIN}`,
    );
  }
  const answer = await finish(integrationId, state, code);
  writeLog("info", "authorization_received", { integrationId, outcome: answer.ok ? "ok" : answer.code });
  if (answer.ok) {
    return oauthPage(
      200,
      "Authorised",
      `${name} is connected, and the sync has begun. You may close this page.`,
    );
  }
  const status = STATUS_OF_CODE[answer.code] ?? OTHER_STATUS;
  return oauthPage(status, NOT_AUTHORIZED, `It did not work: ${answer.message}. ${BEGIN_AGAIN}`);
}
