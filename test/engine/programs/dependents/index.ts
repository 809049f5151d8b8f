import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as symbl from "pulumi-symbl-telephony";
import { Directory, type Entry } from "./directory";

const entry: Entry = JSON.parse(readFileSync(process.env.TEST_SESSIONS ?? "", "utf8"));
const directory = new Directory("directory", entry);

const number = new symbl.TelephonySession("number", {
  endpoint: { type: "pstn", phoneNumber: directory.number },
});
new symbl.TelephonySession("keys", {
  endpoint: { type: "pstn", phoneNumber: "14082924832", dtmf: symbl.dtmf.zoom({ meetingId: directory.meeting }) },
});
new symbl.TelephonySession("whole", {
  endpoint: directory.number.apply((phoneNumber) => ({ type: "pstn" as const, phoneNumber })),
});
new symbl.TelephonySession("address", {
  endpoint: { type: "sip", uri: pulumi.interpolate`sip:bot:hunter22@${directory.number}.example.com` },
});
new symbl.TelephonySession("follower", {
  endpoint: { type: "pstn", phoneNumber: "14082924834" },
  data: { session: { name: pulumi.interpolate`Follows ${number.conversationId}` } },
});

class Room extends pulumi.ComponentResource {
  readonly session: symbl.TelephonySession;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Room", name, {}, opts);
    const endpoint = { type: "pstn", phoneNumber: "14082924835" } as const;
    this.session = new symbl.TelephonySession(`${name}-session`, { endpoint }, { parent: this });
    this.registerOutputs({ session: this.session });
  }
}

class Building extends pulumi.ComponentResource {
  readonly room: Room;

  constructor(name: string) {
    super("test:index:Building", name, {});
    this.room = new Room(`${name}-room`, { parent: this });
    this.registerOutputs({ room: this.room });
  }
}

export const minutes = pulumi.interpolate`https://minutes.example.com/${number.conversationId}`;
export const nested = new Building("tower").room.session.connectionId;
export const { endedAt } = number;
