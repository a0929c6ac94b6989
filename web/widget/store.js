/**
 * What the browser remembers, for each front desk and each person: the conversation, what is still unsent, how far was read.
 * Every unsent message has a key of its own, so tabs that write at the same time cannot undo each other.
 */

/** Who has not said who they are. */
export const VISITOR = "visitor";

/**
 * `person` is who is signed in on the website. An unsent message is {id, at, text or payload and title, refused}:
 * `id` is its client_message_id, `title` what the button said, `refused` why the server will not take it.
 */
export function openStore(origin, person, storage = browserStorage()) {
  const prefix = prefixOf(origin, person);
  const read = (name) => parsed(storage.getItem(prefix + name));
  const write = (name, value) => storage.setItem(prefix + name, JSON.stringify(value));
  const remove = (name) => storage.removeItem(prefix + name);
  const unsentKeys = () => keysOf(storage).filter((key) => key.startsWith(`${prefix}unsent|`)).sort();
  const keyOf = (id) => unsentKeys().find((key) => key.endsWith(`|${id}`));

  return {
    prefix,
    conversation: () => read("conversation"),
    keepConversation: (conversation) => write("conversation", conversation),
    /** Forgets the conversation, but not what is unsent. */
    forgetConversation() {
      ["conversation", "seen", "rated"].forEach(remove);
    },

    seen: () => read("seen") ?? 0,
    markSeen: (offset) => write("seen", offset),
    rated: () => read("rated") ?? 0,
    markRated: (offset) => write("rated", offset),

    unsent: () => unsentKeys().map((key) => parsed(storage.getItem(key))).filter(Boolean),
    addUnsent(entry) {
      const last = unsentKeys().pop()?.slice(`${prefix}unsent|`.length).split("|")[0] ?? "0";
      const place = Math.max(Date.parse(entry.at), Number(last) + 1);
      storage.setItem(`${prefix}unsent|${String(place).padStart(15, "0")}|${entry.id}`, JSON.stringify(entry));
    },
    changeUnsent(entry) {
      const key = keyOf(entry.id);
      if (key) storage.setItem(key, JSON.stringify(entry));
    },
    removeUnsent(id) {
      const key = keyOf(id);
      if (key) storage.removeItem(key);
    },

    /** Calls back when another tab changed something here. */
    onOtherTab(callback, signal) {
      const heard = ({ key }) => (key === null || key.startsWith(prefix)) && callback();
      addEventListener("storage", heard, { signal });
    },
  };
}

/** Forgets what was kept for people who were signed in, but for this one. */
export function forgetOthers(origin, person) {
  const kept = [prefixOf(origin, person), prefixOf(origin, VISITOR)];
  for (const storage of [browserStorage(), browserStorage("sessionStorage")]) {
    const ours = keysOf(storage).filter((key) => key.startsWith(`helpline|${origin}|`));
    for (const key of ours) if (!kept.some((prefix) => key.startsWith(prefix))) storage.removeItem(key);
  }
}

/** localStorage where the browser allows it, else memory that lasts as long as the page. */
export function browserStorage(name = "localStorage") {
  try {
    const storage = window[name];
    const probe = "helpline|probe";
    storage.setItem(probe, "1");
    storage.removeItem(probe);
    return storage;
  } catch {
    return memoryStorage();
  }
}

function prefixOf(origin, person) {
  return `helpline|${origin}|${person}|`;
}

function memoryStorage() {
  const values = new Map();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

function keysOf(storage) {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index)).filter(Boolean);
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
