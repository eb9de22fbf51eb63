// A task's page, in both modes: each of its values is read and changed where it stands; a mistake is said beside its
// field and what was typed is kept.
import type { Page } from '@playwright/test';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';
import { uuidv7 } from '../../lib/world.ts';

/** Opens a fact's form. */
async function open(page: Page, fact: string) {
  await page.locator(`#${fact} summary`).first().click();
  return page.locator(`#${fact} form`).last();
}

test('state, days and measures are said in words', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'TKF', hydrated);
  const task = await newTask(world, project, 'All its facts');
  await page.goto(world.at(`/t/${task.code}`));

  await (await open(page, 'status')).getByRole('button', { name: 'Under way' }).click();
  await expect(page.locator('#status summary')).toHaveText('Under way');

  // Wrong once: said beside the field, and kept.
  let form = await open(page, 'start');
  await form.getByLabel('Start', { exact: true }).fill('soonish');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByLabel('Start', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByLabel('Start', { exact: true })).toHaveValue('soonish');
  await form.getByLabel('Start', { exact: true }).fill('2027-03-01 09:30');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#start summary')).toHaveText('Mon 1 Mar 2027 09:30');

  form = await open(page, 'finish');
  await form.getByLabel('Finish', { exact: true }).fill('5 mar 2027');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#finish summary')).toHaveText('Fri 5 Mar 2027');

  form = await open(page, 'effort');
  await form.getByLabel('Effort').fill('1d 4h');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#effort summary')).toHaveText('1d 4h');

  form = await open(page, 'estimate');
  await form.getByLabel('At best').fill('3d');
  await form.getByLabel('Most likely').fill('2d');
  await form.getByLabel('At worst').fill('5d');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.locator('.err')).toContainText('The best case is no longer than the likely one');
  await form.getByLabel('At best').fill('1d');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#estimate summary')).toContainText('1d · 2d · 5d');

  form = await open(page, 'constraint');
  await form.getByLabel('Constraint').selectOption({ label: 'Finish no later than' });
  await form.getByLabel('Its date', { exact: true }).fill('2027-03-31');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#constraint summary')).toContainText('Finish no later than Wed 31 Mar 2027');

  form = await open(page, 'constraint');
  await form.getByLabel('Who sets the dates').selectOption({ label: 'Dates by the plan, once it computes them' });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#constraint summary')).toContainText('Dates by the plan');

  form = await open(page, 'percent');
  await form.getByLabel('Per cent done').fill('40');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#percent summary')).toContainText('40 %');
});

test('people, labels and the checklist come and go', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'TKP', hydrated);
  const task = await newTask(world, project, 'With people');
  await page.goto(world.at(`/t/${task.code}`));

  const form = await open(page, 'with');
  await form.getByLabel('Per cent of their day').fill('50');
  await form.getByRole('button', { name: 'Give it' }).click();
  await expect(page.locator('#with')).toContainText('Ada Morgan');
  await expect(page.locator('#with')).toContainText('50 %');
  await page.getByRole('button', { name: 'Remove Ada Morgan' }).click();
  await expect(page.locator('#with .who')).not.toContainText('Ada Morgan');

  const label = await open(page, 'labels');
  await label.getByLabel('Label').fill('Archive');
  await label.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('button', { name: 'Remove Archive' }).click();
  await expect(page.getByRole('button', { name: 'Remove Archive' })).toHaveCount(0);

  for (const text of ['Ask the archive', 'Write it down']) {
    await page.getByLabel('Add to the checklist').fill(text);
    await page.locator('form', { has: page.getByLabel('Add to the checklist') }).getByRole('button', { name: 'Add' }).click();
    await expect(page.getByRole('checkbox', { name: text })).toBeVisible();
  }
  await page.getByRole('checkbox', { name: 'Ask the archive' }).click();
  await expect(page.getByRole('checkbox', { name: 'Ask the archive' })).toBeChecked();
  await expect(page.getByRole('heading', { name: 'Checklist' })).toContainText('1 of 2');
  await page.getByRole('checkbox', { name: 'Ask the archive' }).click();
  await expect(page.getByRole('checkbox', { name: 'Ask the archive' })).not.toBeChecked();
  await page.getByText('Change the wording').click();
  const wording = page.locator('form', { has: page.locator('input[name="form[text_was]"][value="Write it down"]') });
  await wording.getByLabel('Item').fill('');
  await wording.getByRole('button', { name: 'Save' }).click();
  await expect(wording.getByLabel('Item')).toHaveAttribute('aria-invalid', 'true');
  await wording.getByLabel('Item').fill('Write it up');
  await wording.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('checkbox', { name: 'Write it up' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove Write it up' }).click();
  await expect(page.getByRole('checkbox', { name: 'Write it up' })).toHaveCount(0);
});

test('a part waits for what its summary waits for, says through whom, and is put right in one press', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'TKT', hydrated);
  const first = await newTask(world, project, 'Pour the floor');
  const whole = await newTask(world, project, 'Furnish it');
  const part = await newTask(world, project, 'Carry the desks in', { parent: whole.id });
  const workspace = world.workspace.slug;
  await world.post('/do/plan/edit_task', { workspace, task: first.id, start: '2027-03-01', finish: '2027-03-05' });
  await world.post('/do/plan/edit_task', { workspace, task: part.id, start: '2027-03-04', finish: '2027-03-05' });
  await world.post('/do/plan/add_link', { workspace, task: whole.id, id: uuidv7(), predecessor: first.code });
  await page.goto(world.at(`/t/${part.code}`));
  const waits = page.locator('section[aria-labelledby="links"] li').filter({ hasText: 'Pour the floor' });
  await expect(waits).toContainText(`through ${whole.code}`);
  // It is a link of the summary: it is changed and removed there.
  await expect(waits.getByRole('button')).toHaveCount(0);
  await page.getByRole('button', { name: 'Start Mon 8 Mar 2027 keeps it' }).click();
  await expect(page.getByText('begins too early')).toHaveCount(0);
  await expect(page.locator('#start summary')).toHaveText('Mon 8 Mar 2027');
  await expect(page.locator('#finish summary')).toHaveText('Tue 9 Mar 2027');
});

test('links go both ways, a circle is refused by name, and a broken date is put right in one press', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'TKL', hydrated);
  const first = await newTask(world, project, 'Pour the floor');
  const then = await newTask(world, project, 'Walk on it');
  const workspace = world.workspace.slug;
  await world.post('/do/plan/edit_task', { workspace, task: first.id, start: '2027-03-01', finish: '2027-03-05' });
  await world.post('/do/plan/edit_task', { workspace, task: then.id, start: '2027-03-03', finish: '2027-03-12' });

  await page.goto(world.at(`/t/${then.code}`));
  await page.getByText('Link it to another task').click();
  await page.locator('#add-link-predecessor').fill('NOPE-99');
  await page.getByRole('button', { name: 'Link them' }).click();
  await expect(page.locator('#add-link-predecessor')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#add-link-predecessor')).toHaveValue('NOPE-99');
  await page.locator('#add-link-predecessor').fill(first.code.toLowerCase());
  await page.getByRole('button', { name: 'Link them' }).click();
  await expect(page.getByRole('link', { name: 'Pour the floor', exact: true })).toBeVisible();

  await expect(page.getByText(`begins too early for ${first.code}`)).toBeVisible();
  await page.getByRole('button', { name: 'Start Mon 8 Mar 2027 keeps it' }).click();
  await expect(page.getByText('begins too early')).toHaveCount(0);
  await expect(page.locator('#start summary')).toHaveText('Mon 8 Mar 2027');

  // The other way round would be a circle.
  await page.goto(world.at(`/t/${first.code}`));
  await expect(page.getByRole('link', { name: 'Walk on it', exact: true })).toBeVisible();
  await page.getByText('Link it to another task').click();
  await page.locator('#add-link-predecessor').fill(then.code);
  await page.getByRole('button', { name: 'Link them' }).click();
  await expect(page.locator('.err').filter({ hasText: 'They would wait for each other' })).toBeVisible();

  await page.getByRole('button', { name: 'Remove Walk on it' }).click();
  await expect(page.getByRole('link', { name: 'Walk on it', exact: true })).toHaveCount(0);
});

test('a task moves in the outline, and stops and goes on', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'TKM', hydrated);
  const whole = await newTask(world, project, 'The whole');
  const part = await newTask(world, project, 'A part');
  await page.goto(world.at(`/t/${part.code}`));
  await expect(page.getByRole('heading', { name: 'Place' })).toContainText('2');
  await page.getByRole('button', { name: 'Under the one above' }).click();
  await expect(page.getByRole('heading', { name: 'Place' })).toContainText('1.1');
  await expect(page.locator('.crumb')).toContainText('The whole');
  await page.getByRole('button', { name: 'Out one level' }).click();
  await expect(page.getByRole('heading', { name: 'Place' })).toContainText('2');
  await page.getByText('Move…').click();
  await page.locator('form', { has: page.getByLabel('Where to') }).getByLabel('The other task').fill(whole.code);
  await page.getByRole('button', { name: 'Move it' }).click();
  await expect(page.getByRole('heading', { name: 'Place' })).toContainText('1.1');

  await page.getByText('It cannot go on').click();
  await page.getByLabel('Because').fill('the tablets are locked away');
  await page.getByRole('button', { name: 'Mark it stopped' }).click();
  await expect(page.getByText('It has not begun, so there is nothing to stop.')).toBeVisible();
  // It shows at once, and only once it is written can the task be stopped.
  const begun = page.waitForResponse(answer => new URL(answer.url()).pathname === '/do/plan/edit_task');
  await (await open(page, 'status')).getByRole('button', { name: 'Under way' }).click();
  await begun;
  await expect(page.locator('#status summary')).toHaveText('Under way');
  if (!hydrated) await page.goto(world.at(`/t/${part.code}`));
  if (!(await page.getByLabel('Because').isVisible())) await page.getByText('It cannot go on').click();
  await page.getByLabel('Because').fill('the tablets are locked away');
  await page.getByRole('button', { name: 'Mark it stopped' }).click();
  await expect(page.getByText('because the tablets are locked away')).toBeVisible();
  await page.getByRole('button', { name: 'It goes on' }).click();
  await expect(page.getByText('because the tablets are locked away')).toHaveCount(0);
});

test('a title is changed beside itself, and a task is for the client too', async ({ signedIn: page, world, hydrated }) => {
  const task = await newTask(world, { id: world.projectId, key: 'NGT', code: 'NGT' }, `Quiet ${hydrated}`);
  await page.goto(world.at(`/t/${task.code}`));
  await page.locator('.task-t summary').click();
  await page.locator('.task-t').getByLabel('Title', { exact: true }).fill(`Loud ${hydrated}`);
  await page.locator('.task-t').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Loud ${hydrated}` })).toBeVisible();

  await expect(page.locator('#audience summary')).toHaveText('The team');
  let form = await open(page, 'audience');
  await form.getByLabel('For').selectOption({ label: 'The team and Northgate Archive' });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#audience summary')).toHaveText('The team and Northgate Archive');

  form = await open(page, 'calendar');
  await expect(form.getByLabel('Calendar')).toHaveValue('');
  // A way of dating that does nothing yet is not offered.
  await expect(page.getByText('These dates are')).toHaveCount(0);
});
