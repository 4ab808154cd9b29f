<?php
// The Delete service: POST of `type=customer_delete`, `customer_exists`, `customer_search` by email and `account_info`, in XML,
// JSON and JSONP.
declare(strict_types=1);
require __DIR__ . '/shared.php';

/** The response, in the format that the request asks for: `$inside` is what stands beside the status. */
function say(string $status, array $inside): string
{
	$json = ($_POST['output'] ?? 'XML') === 'JSON';
	$callback = $_POST['callback'] ?? null;
	header('Content-Type: ' . ($json ? ($callback ? 'application/javascript' : 'application/json') : 'text/xml'));
	if ($json) {
		$text = json_encode(['status' => $status] + $inside);
		return $callback ? "$callback($text);" : $text;
	}
	return "<?xml version=\"1.0\"?>\n" . element('response', ['status' => $status] + $inside);
}

/** A status is an attribute, all else are elements. */
function element(string $name, array $inside): string
{
	$status = isset($inside['status']) ? " status=\"{$inside['status']}\"" : '';
	$content = '';
	foreach (array_diff_key($inside, ['status' => '']) as $child => $value) {
		$content .= is_array($value)
			? element($child, $value)
			: "\n<$child>" . htmlspecialchars($value, ENT_XML1) . "</$child>";
	}
	return "\n<$name$status>$content\n</$name>";
}

// With both, the service goes by the header.
$key = $_SERVER['HTTP_API_ACCESS_KEY'] ?? $_POST['user_password'] ?? '';
$type = $_POST['type'] ?? '';
$code = $_POST['code'] ?? '';
$customer = STATE . '/loyalty/' . basename($code);
record('requests', ['what' => $type, 'form' => $_POST]);

if ($key !== KEY || ($_POST['user_id'] ?? '') !== USER) {
	echo say('error', ['error' => 'Invalid user ID or API key']);
} elseif ($type === 'account_info') {
	// Long enough for every server to compress it.
	echo say('success', ['message' => str_repeat('Great Widgets & Gadgets ', 30)]);
} elseif ($type === 'customer_exists') {
	echo file_exists($customer) ? say('success', ['message' => 'Customer exists']) : say('no_match', ['message' => 'No matching customer']);
} elseif ($type === 'customer_search') {
	$email = $_POST['email'];
	$found = array_filter(glob(STATE . '/loyalty/*'), fn ($file) => file_get_contents($file) === $email);
	echo count($found) === 1
		? say('success', ['customer' => ['code' => basename(current($found)), 'email' => $email]])
		: say('no_match', ['message' => 'No matching customer']);
} elseif ($type === 'customer_delete' && file_exists($customer)) {
	carryOut($code, fn () => @unlink($customer), say('success', ['customer' => ['status' => 'deleted', 'code' => $code]]));
} else {
	echo say('error', ['error' => 'Customer not found']);
}
