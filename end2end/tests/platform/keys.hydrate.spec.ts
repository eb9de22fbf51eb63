// The keys: listed as they are, those of the page first; changed, switched off and put back; and what they do on the
// pages that share them.
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from '../../lib/axe.ts';
import { newProject, newTask } from '../../lib/plan.ts';
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';

test('the list begins with the keys of the page that is open', async ({ signedIn: page, world }) => {
  const dialog = await allKeys(page, world.at('/p/NGT/calendar'));
  await expect(dialog.getByRole('heading', { level: 3 }).first()).toHaveText('In a calendar, on this page');
  await expect(dialog.getByRole('heading', { level: 3 })).toContainText(['In a list', 'On a board', 'Everywhere', 'Ways']);
  await expect(line(dialog, 'to today').locator('kbd')).toHaveText('T');
  await expect(line(dialog, 'go to Projects').locator('kbd')).toHaveText(['G', 'P']);
  await expect(line(dialog, 'search or jump').locator('kbd')).toHaveText(['Ctrl', 'K']);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  // Whoever knows no key finds it in the settings.
  await page.goto(world.at('/settings'));
  await awake(page);
  await page.getByRole('button', { name: 'All keys' }).click();
  await expect(dialog.getByRole('heading', { level: 3 }).first()).toHaveText('In a list');
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page);
  const wider = await dialog.evaluate(dialog => dialog.scrollWidth - dialog.clientWidth);
  expect(wider).toBeLessThanOrEqual(0);
});

test('a key is changed by keys alone, acts, is remembered, and is put back', async ({ signedIn: page, world }) => {
  const dialog = await allKeys(page, world.at('/p/NGT/list'));
  const edit = line(dialog, 'edit the title');
  const change = edit.getByRole('button', { name: 'Change the key: edit the title' });
  const said = dialog.getByRole('status');
  await change.focus();
  await page.keyboard.press('Enter');
  await expect(change).toHaveText('Press the new key');
  await expect(said).toHaveText('Press the new key for: edit the title. Esc leaves it as it is.');
  // Taken: by what. Escape leaves it, and the list stays open.
  await page.keyboard.press('d');
  await expect(said).toHaveText('D is taken by: say when it is to finish. Press another, or Esc.');
  await page.keyboard.press('n');
  await expect(said).toContainText('N is taken by: new task.');
  await page.keyboard.press('F5');
  await expect(said).toContainText('A letter, a digit or a sign.');
  await page.keyboard.press('Escape');
  await expect(said).toHaveText('Left as it was: edit the title');
  await expect(dialog).toBeVisible();
  await expect(edit.locator('kbd')).toHaveText('E');

  await page.keyboard.press('Enter');
  await page.keyboard.press('w');
  await expect(said).toHaveText('W from now on: edit the title');
  await expect(edit.locator('kbd')).toHaveText('W');
  await expect(change).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await page.reload();
  await awake(page);
  await page.keyboard.press('j');
  await page.keyboard.press('e');
  await expect(page.locator('.cell-ed')).toHaveCount(0);
  await page.keyboard.press('w');
  await expect(page.locator('.cell-ed').getByLabel('Title', { exact: true })).toBeFocused();
  await page.keyboard.press('Escape');

  await page.keyboard.press('?');
  await dialog.getByRole('button', { name: 'As they were' }).click();
  await expect(said).toHaveText('All keys are as they were.');
  await expect(edit.locator('kbd')).toHaveText('E');
  expect(await page.evaluate(() => localStorage.getItem('daymark-keys'))).toBeNull();
});

test('one key is switched off, and the others act', async ({ signedIn: page, world }) => {
  const dialog = await allKeys(page, world.at('/today'));
  const find = line(dialog, 'go to People');
  await find.getByRole('checkbox', { name: 'go to People' }).uncheck();
  await expect(dialog.getByRole('status')).toHaveText('Switched off: go to People');
  await expect(find).toContainText('off');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await expect(page).toHaveURL(world.at('/projects'));
});

test('J and K go from row to row wherever there are rows', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'KJK', true);
  for (const title of ['Lantern by the door', 'Lantern on the stairs']) await newTask(world, project, title);
  await page.goto(world.at('/search?q=lantern'));
  await awake(page);
  // Its field begins with what was asked, and does not have the focus.
  await page.keyboard.press('j');
  const links = page.locator('main ul.rows > li a');
  await expect(links.first()).toBeFocused();
  await page.keyboard.press('j');
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect(links.first()).toBeFocused();
});

test('G and a number lead through the tabs of a project', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/p/NGT/list'));
  await awake(page);
  await page.keyboard.press('g');
  await page.keyboard.press('3');
  await expect(page).toHaveURL(world.at('/p/NGT/board'));
  await expect(page.locator('.board')).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('1');
  await expect(page).toHaveURL(world.at('/p/NGT/overview'));
});

test('a task is edited by key from the board, from the calendar and on its own page', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'KEB', true);
  const task = await newTask(world, project, 'By key');
  await world.post('/do/plan/edit_task', { workspace: world.workspace.slug, task: task.id, finish: '2027-03-10' });
  await page.goto(world.at(`/p/${project.key}/board`));
  await awake(page);
  await page.keyboard.press('j');
  await page.keyboard.press('d');
  const drawer = page.getByRole('dialog', { name: task.code });
  await expect(drawer.locator('#finish :focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  // Now that it is open, its own keys act.
  await page.keyboard.press('a');
  await expect(drawer.locator('#with :focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);

  await page.goto(world.at(`/p/${project.key}/calendar?month=2027-03`));
  await awake(page);
  await page.keyboard.press('j');
  await page.keyboard.press('l');
  await expect(drawer.locator('#labels :focus')).toHaveCount(1);

  await page.goto(world.at(`/t/${task.code}`));
  await awake(page);
  await page.keyboard.press('e');
  const title = page.locator('.task-t').getByLabel('Title', { exact: true });
  await expect(title).toBeFocused();
  await title.fill('By key alone');
  await title.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'By key alone' })).toBeVisible();

  // Enter is a new line in a comment; with Control it is sent.
  const field = page.getByLabel('Say something');
  await field.fill('One line');
  await field.press('Enter');
  await field.pressSequentially('and another');
  await field.press('Control+Enter');
  await expect(page.getByRole('paragraph').filter({ hasText: 'and another' })).toBeVisible();
  await expect(field).toHaveValue('');
});

async function allKeys(page: Page, address: string): Promise<Locator> {
  await page.goto(address);
  await awake(page);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'All keys' });
  await expect(dialog.getByRole('heading', { level: 2, name: 'All keys' })).toBeVisible();
  return dialog;
}

/** The first line of the list that says this. */
function line(dialog: Locator, says: string): Locator {
  return dialog.locator('.keys-l > div').filter({ hasText: says }).first();
}
