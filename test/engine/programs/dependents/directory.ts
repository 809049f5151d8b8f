import * as pulumi from "@pulumi/pulumi";

export interface Entry {
  /** Another one replaces the resource, as an upgrade of a cloud's database would. */
  generation: number;
  number: string;
  meeting: string;
}

const provider: pulumi.dynamic.ResourceProvider = {
  create: async ({ generation, entry }) => {
    const [number, meeting] = entry.split(" ");
    return { id: `generation-${generation}`, outs: { generation, entry, number, meeting } };
  },
  diff: async (_id, olds, news) => ({
    changes: olds.generation !== news.generation || olds.entry !== news.entry,
    replaces: ["generation"],
    deleteBeforeReplace: true,
  }),
};

/** Stands for whatever tells numbers only once it has been created: nothing of it is known in a preview. */
export class Directory extends pulumi.dynamic.Resource {
  declare readonly number: pulumi.Output<string>;
  declare readonly meeting: pulumi.Output<string>;

  constructor(name: string, { generation, number, meeting }: Entry) {
    super(provider, name, { generation, entry: `${number} ${meeting}`, number: undefined, meeting: undefined });
  }
}
