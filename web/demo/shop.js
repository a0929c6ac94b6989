/** The demo shop: its shelves, who is signed in, and the ways into the chat. */

import { el } from "../shared/dom.js";
import { requestJson } from "../shared/request.js";

const CUSTOMER_KEY = "fernhill|customer";

const shop = await requestJson(new URL("./shop.json", import.meta.url).href);
const language = document.documentElement.lang;

document.querySelector("#talk").addEventListener("click", () => chat().open());
await Promise.all([fillShelves(), fillCustomers()]);

function chat() {
  return document.querySelector("helpline-chat");
}

async function fillShelves() {
  try {
    const products = await requestJson("/demo/products");
    for (const department of document.querySelectorAll("[data-category]")) fillDepartment(department, products);
  } catch {
    const trouble = document.querySelector("#trouble");
    trouble.textContent = shop.words.trouble;
    trouble.hidden = false;
  }
}

function fillDepartment(department, products) {
  const here = products.filter(({ category }) => category === department.dataset.category);
  const shown = shop.window.map((sku) => here.find((product) => product.sku === sku)).filter(Boolean);
  const others = here.filter((product) => !shown.includes(product));
  department.querySelector(".window").replaceChildren(...shown.map(card));
  department.querySelector(".range").replaceChildren(...others.map(row));
}

function card(product) {
  const { sku, name, price } = product;
  return el(
    "li",
    { class: "card" },
    el("div", { class: "picture" }, el("img", { src: `/static/demo/pictures/${sku}.svg`, alt: "", width: 240, height: 240, loading: "lazy" })),
    el("p", { class: "name" }, name),
    el("p", { class: "price" }, formatted(price)),
    stock(product),
    el("button", { type: "button", class: "ask", onclick: () => ask(product) }, shop.words.ask, el("span", { class: "unseen" }, ` (${name})`)),
  );
}

function row(product) {
  return el("li", {}, el("span", { class: "name" }, product.name), stock(product), el("span", { class: "price" }, formatted(product.price)));
}

function stock({ in_stock: count }) {
  if (count === 0) return el("span", { class: "stock none" }, shop.words.none_left);
  if (count <= shop.low_stock) return el("span", { class: "stock few" }, shop.words.few_left.replace("{count}", String(count)));
  return el("span", { class: "stock" }, shop.words.in_stock);
}

function ask({ name }) {
  chat().open(shop.words.question.replace("{name}", name));
}

function formatted({ amount, currency }) {
  return new Intl.NumberFormat(language, { style: "currency", currency }).format(amount);
}

async function fillCustomers() {
  const customers = await requestJson("/demo/customers");
  const select = document.querySelector("#customer");
  const options = customers.map(({ id, name }) => el("option", { value: id }, name));
  select.replaceChildren(el("option", { value: "" }, shop.words.visitor), ...options);
  select.value = customers.some(({ id }) => id === remembered()) ? remembered() : "";
  select.addEventListener("change", () => signIn(select.value, customers));
  await signIn(select.value, customers);
}

function remembered() {
  return localStorage.getItem(CUSTOMER_KEY) ?? "";
}

/** What a real website does on its server: it says who is there by a token that it has signed. */
async function signIn(customerId, customers) {
  localStorage.setItem(CUSTOMER_KEY, customerId);
  document.querySelector("#about").textContent = customers.find(({ id }) => id === customerId)?.about ?? "";
  const signed = customerId && (await requestJson("/demo/token", { method: "POST", json: { customer_id: customerId } }));
  await customElements.whenDefined("helpline-chat");
  chat().userToken = signed ? signed.user_token : null;
}
