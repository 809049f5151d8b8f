import { MemoryStore } from "../../../gateway/store/memory-store.js";
import { storeContract } from "./store-contract.js";

storeContract("the store in memory", { open: async () => new MemoryStore(), propertyRuns: 100 });
