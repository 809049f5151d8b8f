import * as symbl from "pulumi-symbl-telephony";
import { meetings } from "../meetings";

const sessions = meetings.map(({ name, start }) => new symbl.TelephonySession(name, start));

export const ids = sessions.map(({ id }) => id);
