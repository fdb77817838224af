/** Named with every call: the SDK's own default is too old for collections and for the duplicate rules' header. */
export const API_VERSION = "66.0";

/** Where all data calls go, below an organisation's address. */
export const DATA_PATH = `/services/data/v${API_VERSION}`;

export const TOKEN_PATH = "/services/oauth2/token";
export const AUTHORIZE_PATH = "/services/oauth2/authorize";
