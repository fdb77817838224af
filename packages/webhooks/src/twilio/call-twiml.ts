import type { VoiceSettings } from "@coccinelle/core";

const HEADER = '<?xml version="1.0" encoding="UTF-8"?>';
const DEFAULT_LANGUAGE = "fr-FR";
const DEFAULT_VOICE: VoiceSettings = {
  say: "Bonjour, et merci de votre appel. Personne ne peut vous répondre pour le moment. Au revoir.",
  language: DEFAULT_LANGUAGE,
};

/** A character that XML 1.0 does not allow: Twilio would drop the call because of one. */
const NO_XML_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/**
 * The TwiML that answers a call. Twilio says the text, then rings the number, then records a message once the
 * rung call is over or was not taken. Settings without any of these get a polite sentence in French. Twilio
 * posts the recording to the URL of the call: answer it with `HANGUP_TWIML`, or the call begins anew.
 */
export function callTwiml(voice: VoiceSettings = {}): string {
  const { say, language = DEFAULT_LANGUAGE, dial, record } = voice;
  if (!say && !dial && !record) return callTwiml(DEFAULT_VOICE);
  const verbs = [
    say ? `<Say language="${escapeXml(language)}">${escapeXml(say)}</Say>` : "",
    dial ? `<Dial>${escapeXml(dial)}</Dial>` : "",
    record ? "<Record/>" : "",
  ];
  return `${HEADER}<Response>${verbs.join("")}<Hangup/></Response>`;
}

/** Answers a message: no instructions, since replies are sent through the API. */
export const EMPTY_TWIML = `${HEADER}<Response/>`;

/** Ends a call. */
export const HANGUP_TWIML = `${HEADER}<Response><Hangup/></Response>`;

function escapeXml(text: string): string {
  return text.replace(NO_XML_CHARACTER, "").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
