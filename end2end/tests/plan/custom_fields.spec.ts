// Fields of a project's own, in both modes: made in its settings, said on its tasks' pages, shown in its list, taken along.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../lib/axe.ts';
import { newProject, newTask, type Made } from '../../lib/plan.ts';
import { expect, test } from '../../lib/test.ts';
import { uuidv7, type World } from '../../lib/world.ts';

const field = (page: Page, name: string) => page.getByRole('listitem').filter({ has: page.locator('b', { hasText: new RegExp(`^${name}$`) }) });

/** Makes a field of a project by its form; answers its id. */
async function made(world: World, project: Made, name: string, kind: string, more: Record<string, string> = {}): Promise<string> {
  const id = uuidv7();
  await world.post('/do/plan/create_field', { workspace: world.workspace.slug, project: project.id, id, name, kind, ...more });
  return id;
}

/** Opens what a task says in a field. */
async function open(page: Page, id: string) {
  await page.locator(`#field-${id} summary`).click();
  return page.locator(`#field-${id} form`);
}

test('a field is added, called otherwise, put in order, and goes to the trash and back', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'CFS', hydrated);
  await page.goto(world.at(`/p/${project.key}/settings`));
  const add = page.locator('form', { has: page.getByLabel('New field') });
  // Wrong once: said beside the field, and kept.
  await add.getByLabel('New field').fill('Risk');
  await add.getByLabel('What it holds').selectOption({ label: 'One of some options' });
  await add.getByRole('button', { name: 'Add the field' }).click();
  await expect(add.getByLabel('Options')).toHaveAttribute('aria-invalid', 'true');
  await expect(add.getByLabel('New field')).toHaveValue('Risk');
  await add.getByLabel('Options').fill('High\nLow');
  await add.getByRole('button', { name: 'Add the field' }).click();
  await expect(field(page, 'Risk').first()).toContainText('One of some options, said nowhere yet');

  await add.getByLabel('New field').fill('Cost');
  await add.getByLabel('What it holds').selectOption({ label: 'A number' });
  await add.getByLabel('Unit').fill('€');
  await add.getByLabel('Options').fill('');
  await add.getByRole('button', { name: 'Add the field' }).click();
  await expect(field(page, 'Cost')).toContainText('A number (€), said nowhere yet');

  await field(page, 'Cost').locator('summary').click();
  await field(page, 'Cost').getByLabel('Name').fill('risk');
  await field(page, 'Cost').getByRole('button', { name: 'Save' }).click();
  await expect(field(page, 'Cost').getByLabel('Name')).toHaveAttribute('aria-invalid', 'true');
  await field(page, 'Cost').getByLabel('Name').fill('Price');
  await field(page, 'Cost').getByLabel('Place').selectOption('1');
  await field(page, 'Cost').getByRole('button', { name: 'Save' }).click();
  await expect(field(page, 'Price').locator('.num').first()).toHaveText('1');

  await field(page, 'Price').locator('summary').click();
  await field(page, 'Price').getByRole('button', { name: 'Move to the trash' }).click();
  await expect(field(page, 'Price')).toHaveCount(0);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(field(page, 'Price')).toBeVisible();
  await expectAccessible(page);
});

test('options are added, called otherwise and retired', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'CFO', hydrated);
  const task = await newTask(world, project, 'Lift the beam');
  const risk = await made(world, project, 'Risk', 'choice', { options: 'High\nLow' });
  await page.goto(world.at(`/t/${task.code}`));
  let form = await open(page, risk);
  await form.getByLabel('Risk').selectOption({ label: 'High' });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator(`#field-${risk} summary`)).toHaveText('High');

  await page.goto(world.at(`/p/${project.key}/settings`));
  await field(page, 'Risk').locator('summary').first().click();
  await field(page, 'Risk').getByLabel('New option').fill('Unknown');
  await field(page, 'Risk').getByRole('button', { name: 'Add the option' }).click();
  await expect(field(page, 'Unknown').first()).toBeAttached();
  const risks = field(page, 'Risk').locator('details').first();
  // In the browser it stays open for the next option; a page that was loaded anew is opened by hand.
  if (hydrated) await expect(risks).toHaveAttribute('open', '');
  else await risks.locator('summary').first().click();
  const high = field(page, 'High').last();
  await high.locator('summary').click();
  await high.getByLabel('Option').fill('Very high');
  await high.getByLabel('Can be chosen').selectOption('retired');
  await high.getByRole('button', { name: 'Save' }).click();
  await expect(field(page, 'Very high').last()).toContainText('No more; it stays where it is said');

  // It stays where it is said, under its new name, and is offered nowhere else.
  await page.goto(world.at(`/t/${task.code}`));
  await expect(page.locator(`#field-${risk} summary`)).toHaveText('Very high');
  const other = await newTask(world, project, 'Paint it');
  await page.goto(world.at(`/t/${other.code}`));
  form = await open(page, risk);
  await expect(form.getByLabel('Risk').locator('option')).toHaveText(['Not said', 'Low', 'Unknown']);
});

test('each kind is said on the task’s page, wrong once, and taken back', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'CFV', hydrated);
  const task = await newTask(world, project, 'Lift the beam');
  const cost = await made(world, project, 'Cost', 'number', { unit: '€' });
  const day = await made(world, project, 'Crane on', 'date');
  const sure = await made(world, project, 'Insured', 'yesno');
  const map = await made(world, project, 'Map', 'link');
  const who = await made(world, project, 'Foreman', 'person');
  const room = await made(world, project, 'Room', 'text');
  await page.goto(world.at(`/t/${task.code}`));

  let form = await open(page, cost);
  await form.getByLabel('Cost').fill('1,250');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByLabel('Cost')).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByLabel('Cost')).toHaveValue('1,250');
  await form.getByLabel('Cost').fill('1250.5');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator(`#field-${cost} summary`)).toHaveText(/^1,250\.5\s€$/);

  form = await open(page, day);
  await form.getByLabel('Crane on', { exact: true }).fill('5 mar 2027');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator(`#field-${day} summary`)).toHaveText('Fri 5 Mar 2027');

  form = await open(page, sure);
  await form.getByLabel('Insured').selectOption({ label: 'Yes' });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator(`#field-${sure} summary`)).toHaveText('Yes');

  form = await open(page, map);
  await form.getByLabel('Map').fill('javascript:alert(1)');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByLabel('Map')).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Map').fill('https://maps.example/beam?floor=2');
  await form.getByRole('button', { name: 'Save' }).click();
  const link = page.locator(`#field-${map}`).getByRole('link', { name: 'https://maps.example/beam?floor=2' });
  await expect(link).toHaveAttribute('href', 'https://maps.example/beam?floor=2');
  await expect(link).toHaveAttribute('rel', /noopener noreferrer nofollow/);

  form = await open(page, who);
  await form.getByLabel('Foreman').selectOption({ label: world.owner.name });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator(`#field-${who} summary`)).toHaveText(world.owner.name);

  form = await open(page, room);
  await form.getByLabel('Room').fill('Hall <b>2</b>');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator(`#field-${room} summary`)).toHaveText('Hall <b>2</b>');
  await expect(page.locator('.log')).toContainText('Hall <b>2</b>');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.locator(`#field-${room} summary`)).toHaveText('Not said');
  await expectAccessible(page);
});

test('what is said is exported under the name of its field', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'CFX', hydrated);
  const task = await newTask(world, project, 'Lift the beam');
  const cost = await made(world, project, 'Cost', 'number', { unit: '€' });
  await world.post('/do/plan/set_value', { workspace: world.workspace.slug, task: task.id, field: cost, value: '12' });
  const csv = await page.request.get(`${world.baseURL}${world.at(`/p/${project.key}/export.csv`)}`);
  const lines = (await csv.text()).split('\r\n');
  expect(lines[0]).toMatch(/,Cost$/);
  expect(lines[1]).toMatch(/,12$/);
});

test('a list shows a column, asks, groups and orders by a field; a view keeps that', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'CFL', hydrated);
  const lift = await newTask(world, project, 'Lift the beam');
  const paint = await newTask(world, project, 'Paint it');
  await newTask(world, project, 'Sweep');
  const risk = await made(world, project, 'Risk', 'choice', { options: 'Low\nHigh' });
  const cost = await made(world, project, 'Cost', 'number', { unit: '€' });
  const settings = await page.request.get(`${world.baseURL}/do/plan/settings?workspace=${world.workspace.slug}&key=${project.key}`);
  const [low, high] = ((await settings.json()) as { fields: { options: { id: string }[] }[] }).fields[0]!.options.map(option => option.id);
  const say = (task: Made, field: string, value: string) => world.post('/do/plan/set_value', { workspace: world.workspace.slug, task: task.id, field, value });
  await say(lift, risk, high!);
  await say(paint, risk, low!);
  await say(lift, cost, '1250');
  await say(paint, cost, '9');
  await page.goto(world.at(`/p/${project.key}/list`));
  const titles = page.locator('tr.row a.t');

  await page.locator('.cols summary').click();
  await page.locator('.cols').getByRole('link', { name: 'Cost' }).click();
  await expect(page).toHaveURL(new RegExp(`show=${cost}`));
  await expect(page.getByRole('columnheader', { name: 'Cost' })).toBeVisible();
  await expect(page.locator('tr.row').first().locator('.c-f')).toHaveText(/^1,250\s€$/);
  // Its cell leads to the field's form.
  await expect(page.locator('tr.row').first().locator('.c-f a')).toHaveAttribute('href', new RegExp(`/t/${lift.code}#field-${cost}$`));

  await page.getByRole('columnheader', { name: 'Cost' }).getByRole('link').click();
  await expect(titles).toHaveText(['Paint it', 'Lift the beam', 'Sweep']);
  await expect(page.getByRole('columnheader', { name: 'Cost' })).toHaveAttribute('aria-sort', 'ascending');

  await page.locator('.flt > details > summary').click();
  await page.getByRole('combobox', { name: 'Risk' }).selectOption({ label: 'High' });
  if (!hydrated) await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(titles).toHaveText(['Lift the beam']);
  await expect(page.getByRole('link', { name: /^Risk: High/ })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Cost' })).toBeVisible();
  await page.getByRole('link', { name: /^Risk: High/ }).click();
  await expect(titles).toHaveCount(3);

  if (!await page.getByRole('combobox', { name: 'Grouped by' }).isVisible()) await page.locator('.flt > details > summary').click();
  await page.getByRole('combobox', { name: 'Grouped by' }).selectOption({ label: 'By Risk' });
  if (!hydrated) await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.locator('tr.grp th')).toHaveText([/^Low/, /^High/, /^Not said/]);
  await expect(titles).toHaveText(['Paint it', 'Lift the beam', 'Sweep']);

  await page.getByText('Save this view', { exact: true }).click();
  await page.locator('.views-new').getByLabel('Name of the view').fill('By risk');
  await page.getByRole('button', { name: 'Save the view' }).click();
  await expect(page).toHaveURL(/view=/);
  await page.goto(world.at(`/p/${project.key}/list`));
  await expect(page.locator('tr.grp th')).toHaveCount(0);
  await page.locator('.views-all summary').first().click();
  await page.locator('.views-l').getByRole('link', { name: 'By risk' }).click();
  await expect(page.locator('tr.grp th')).toHaveText([/^Low/, /^High/, /^Not said/]);
  await expect(page.getByRole('columnheader', { name: 'Cost' })).toBeVisible();
});
