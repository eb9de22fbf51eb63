// The list awake: a task beside it, values edited where they stand, keys, and more rows than are drawn.
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';

test('a task opens beside the list, and Back, Escape and the cross close it', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'LHD', true);
  const task = await newTask(world, project, 'Look at me');
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  const link = page.getByRole('link', { name: 'Look at me', exact: true });
  const drawer = page.getByRole('dialog', { name: task.code });

  await link.click();
  await expect(page).toHaveURL(new RegExp(`[?&]task=${task.code}$`));
  await expect(drawer.getByRole('heading', { level: 2, name: 'Look at me' })).toBeVisible();
  await page.goBack();
  await expect(drawer).toHaveCount(0);
  await expect(link).toBeFocused();

  await link.press('Enter');
  await expect(drawer).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await expect(link).toBeFocused();

  await link.click();
  await drawer.getByRole('link', { name: 'Close', exact: true }).click();
  await expect(page).not.toHaveURL(/task=/);

  // Reloaded, it is still open; on its own address the same is a page.
  await page.goto(world.at(`/p/${project.key}/list?task=${task.code}`));
  await expect(drawer.getByRole('heading', { level: 2, name: 'Look at me' })).toBeVisible();
  await drawer.getByRole('link', { name: 'Open the full page', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Look at me' })).toBeVisible();
});

test('values are edited where they stand, by press and by key', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'LHE', true);
  await newTask(world, project, 'Old words');
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Old words', exact: true })).toBeFocused();
  await page.keyboard.press('e');
  const editor = page.getByRole('dialog', { name: /^Task of/ });
  await editor.getByLabel('Title', { exact: true }).fill('New words');
  await editor.getByLabel('Title', { exact: true }).press('Enter');
  const row = page.locator('tr.row').first();
  await expect(row.getByRole('link', { name: 'New words', exact: true })).toBeVisible();
  await expect(row.getByRole('link', { name: 'New words', exact: true })).toBeFocused();

  await page.keyboard.press('d');
  await page.getByRole('dialog', { name: /^Finish of/ }).getByLabel('Finish', { exact: true }).fill('2027-03-09');
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Tue 9 Mar 2027');

  await page.keyboard.press('a');
  const people = page.getByRole('dialog', { name: /^With of/ });
  await people.getByRole('button', { name: 'Ada Morgan' }).click();
  await expect(people.getByRole('button', { name: 'Ada Morgan' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await expect(row).toContainText('Ada Morgan');

  await row.locator('.c-st a').click();
  await page.getByRole('dialog', { name: /^State of/ }).getByRole('button', { name: 'Under way' }).click();
  await expect(row.locator('.c-st')).toHaveText('Under way');
  await expect(row.getByRole('link', { name: 'New words', exact: true })).toBeFocused();

  await page.keyboard.press('l');
  const labels = page.getByRole('dialog', { name: /^Labels of/ });
  await labels.getByRole('searchbox').fill('Go live');
  await labels.getByRole('button', { name: 'New label “Go live”' }).click();
  await page.keyboard.press('Escape');
  await expect(row).toContainText('Go live');
});

test('a finger reaches every value of a row, also those that have no column', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'LHF', true);
  await newTask(world, project, 'By hand');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  await expect(page.getByRole('heading', { level: 1, name: `Of ${project.key}` })).toBeInViewport();
  const row = page.locator('tr.row').first();
  await row.getByRole('link', { name: 'Edit By hand' }).click();
  await page.getByRole('dialog', { name: 'Edit By hand' }).getByRole('button', { name: 'Title' }).click();
  await page.getByRole('dialog', { name: /^Task of/ }).getByLabel('Title', { exact: true }).fill('By finger');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(row.getByRole('link', { name: 'By finger', exact: true })).toBeVisible();
  await row.getByRole('link', { name: 'Edit By finger' }).click();
  await page.getByRole('button', { name: 'Effort' }).click();
  await page.getByRole('dialog', { name: /^Effort of/ }).getByLabel('Effort').fill('2d');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(row.locator('.c-eff')).toHaveText('2d');
});

test('of a long list only what is in view is drawn, and its end is as near as its beginning', async ({ signedIn: page, world }) => {
  test.setTimeout(120_000);
  const project = await newProject(world, 'LHV', true);
  for (let n = 1; n <= 320; n++) await newTask(world, project, `Line ${n}`);
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  await expect(page.getByRole('table', { name: 'Tasks' })).toHaveAttribute('aria-rowcount', '321');
  await expect(async () => {
    await page.mouse.wheel(0, 4000);
    await expect(page.getByRole('link', { name: 'Line 320', exact: true })).toBeVisible({ timeout: 300 });
  }).toPass();
  const last = page.locator('tr.row').last();
  await expect(last).toHaveAttribute('aria-rowindex', '321');
  expect(await page.locator('tr.row').count()).toBeLessThan(120);
  await page.evaluate(() => scrollTo(0, 0));
  await expect(page.getByRole('link', { name: 'Line 1', exact: true })).toBeVisible();
  // To the end by one key: what lies between need not be read.
  await page.goto(world.at(`/p/${project.key}/list?sort=key`));
  await awake(page);
  await page.keyboard.press('End');
  await expect(page.getByRole('link', { name: 'Line 320', exact: true })).toBeInViewport({ timeout: 15_000 });
});

test('a refused edit rolls back in its row, with the reason and Retry', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'LHR', true);
  await newTask(world, project, 'Stays so');
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  const row = page.locator('tr.row').first();
  await page.route('**/do/plan/edit_task', async route => {
    await new Promise(done => setTimeout(done, 1200));
    await route.fulfill({ status: 503, contentType: 'application/json', body: '{"is":"busy","after_s":1}' });
  });
  await page.keyboard.press('j');
  await page.keyboard.press('e');
  await page.getByLabel('Title', { exact: true }).fill('Becomes this');
  await page.getByLabel('Title', { exact: true }).press('Enter');
  await expect(row.getByRole('link', { name: 'Becomes this', exact: true })).toBeVisible({ timeout: 500 });
  await expect(row.getByRole('alert')).toContainText('try again in a moment', { timeout: 4000 });
  await expect(row.getByRole('link', { name: 'Stays so', exact: true })).toBeVisible();
  await page.unroute('**/do/plan/edit_task');
  await row.getByRole('button', { name: 'Retry' }).click();
  await expect(row.getByRole('link', { name: 'Becomes this', exact: true })).toBeVisible();
  await expect(row.getByRole('alert')).toHaveCount(0);
});

test('keys are listed, lead about, and single letters can be switched off', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/tasks'));
  await awake(page);
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'All keys' });
  await expect(list).toContainText('look into it and stay in the list');
  await list.getByRole('checkbox', { name: 'Single letters act' }).uncheck();
  await list.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('?');
  await expect(list).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await expect(page).toHaveURL(world.at('/tasks'));
  await page.evaluate(() => localStorage.removeItem('daymark-keys'));
  await page.reload();
  await awake(page);
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await expect(page).toHaveURL(world.at('/mine'));
  await expect(page.getByRole('heading', { level: 1, name: 'My work' })).toBeVisible();
  // In a field a letter is a letter.
  await page.keyboard.press('/');
  await page.keyboard.type('gp?');
  await expect(page.getByRole('searchbox', { name: 'Find by title or key' })).toHaveValue('gp?');
});

test('on a phone the task is a sheet, and what it covers is out of reach', async ({ signedIn: page, world }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(world.at('/p/NGT/list'));
  await awake(page);
  await page.getByRole('link', { name: 'Map the old pages', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: 'NGT-1' });
  await expect(sheet).toBeVisible();
  const box = await sheet.boundingBox();
  expect(box!.width).toBe(390);
  expect(Math.round((box!.height / 844) * 100)).toBe(94);
  await expect(page.locator('.behind')).toHaveAttribute('inert', '');
  await sheet.getByRole('link', { name: 'Close', exact: true }).click();
  await expect(page.locator('.behind')).not.toHaveAttribute('inert', '');
});
