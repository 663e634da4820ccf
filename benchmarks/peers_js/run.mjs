// Renders one template many times with one engine; prints the milliseconds of each time as JSON.
// node run.mjs ENGINE TEMPLATE VALUES SECONDS TARGET
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [engine, template, values, seconds, target] = process.argv.slice(2);
const need = createRequire(join(process.cwd(), "here.js"));
const data = readFileSync(template);
const context = JSON.parse(readFileSync(values, "utf8"));

const engines = {
  docxtemplater() {
    const PizZip = need("pizzip");
    const Docxtemplater = need("docxtemplater");
    return () =>
      new Docxtemplater(new PizZip(data), { paragraphLoop: true })
        .render(context)
        .toBuffer({ compression: "DEFLATE" });
  },
  "easy-template-x"() {
    const { TemplateHandler } = need("easy-template-x");
    return () => new TemplateHandler().process(data, context);
  },
  carbone() {
    const carbone = need("carbone");
    return () =>
      new Promise((done, failed) =>
        carbone.render(template, context, (error, made) => (error ? failed(error) : done(made))),
      );
  },
};

const render = engines[engine]();
writeFileSync(target, Buffer.from(await render()));
const taken = [];
const ends = performance.now() + 1000 * Number(seconds);
while (taken.length < 5 || performance.now() < ends) {
  const started = performance.now();
  await render();
  taken.push(performance.now() - started);
}
console.log(JSON.stringify(taken));
process.exit(0);
