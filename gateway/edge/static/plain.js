// The page without GraphiQL: ready-made operations to choose, edit and run, and the answer as JSON.

const NOTHING_READY = {
  name: "Your own operation",
  persona: "",
  query: "{\n  __typename\n}",
  variables: {},
  headers: { authorization: "Bearer " },
};

export function showPlain(place, config, ask) {
  const operations = config.operations.length ? config.operations : [NOTHING_READY];
  const chooser = make("nav", { className: "chooser", ariaLabel: "Ready-made operations" });
  const query = field("Operation", "query", 14);
  const variables = field("Variables", "variables", 4);
  const headers = field("Headers", "headers", 4);
  const run = make("button", { type: "submit", className: "run", textContent: "Run" });
  const answer = make("pre", { className: "answer", textContent: "The answer comes here." });
  const form = make("form", { className: "operation" }, query.row, variables.row, headers.row, run);
  answer.setAttribute("aria-live", "polite");

  const buttons = operations.map((operation) => {
    const persona = make("small", { textContent: operation.persona });
    const button = make("button", { type: "button", textContent: operation.name }, persona);
    button.addEventListener("click", () => choose(operation, button));
    return button;
  });

  function choose(operation, button) {
    for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    query.input.value = operation.query.trim();
    variables.input.value = JSON.stringify(operation.variables, null, 2);
    headers.input.value = JSON.stringify(operation.headers, null, 2);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    run.disabled = true;
    answer.textContent = "Asking …";
    try {
      const parameters = { query: query.input.value, variables: JSON.parse(variables.input.value || "{}") };
      answer.textContent = JSON.stringify(await ask(parameters, JSON.parse(headers.input.value || "{}")), null, 2);
    } catch (error) {
      answer.textContent = `${error.name}: ${error.message}`;
    } finally {
      run.disabled = false;
    }
  });

  chooser.append(...buttons);
  const notice = make("p", {
    className: "notice",
    textContent: "GraphiQL could not be loaded: this is the plain page. With Node.js, run make graphiql to have it here.",
  });
  const title = make("h1", { textContent: "OrderGraph" });
  place.className = "plain";
  place.replaceChildren(make("header", {}, title, notice), chooser, form, answer);
  choose(operations[0], buttons[0]);
}

function field(label, name, rows) {
  const input = make("textarea", { name, rows, spellcheck: false, autocomplete: "off" });
  return { input, row: make("label", {}, make("span", { textContent: label }), input) };
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
