<?php
// Trackfinity: PATCH /api/customer/<action> and GET /api/service/ping.
declare(strict_types=1);
require __DIR__ . '/shared.php';

header('Content-Type: application/json');
$path = preg_replace('#^/index\.php#', '', parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
// PHP reads the fields of a POST only.
parse_str(file_get_contents('php://input'), $form);
record('requests', ['what' => $path, 'form' => $form]);

if (($_SERVER['HTTP_API_USERNAME'] ?? '') !== USER || ($_SERVER['HTTP_API_KEY'] ?? '') !== KEY) {
	http_response_code(401);
	echo '{"error":"Invalid API username or API key"}';
} elseif ($path === '/api/service/ping') {
	echo '1';
} elseif ($_SERVER['REQUEST_METHOD'] === 'PATCH' && preg_match('#^/api/customer/(forget|lock|unlock|set_customer_details)$#', $path)) {
	$customer = $form['customer_id'] ?? $form['orderid'] ?? $form['subscription_id'];
	carryOut($customer, fn () => true, 'true');
} else {
	http_response_code(404);
	echo '{"error":"Invalid endpoint"}';
}
