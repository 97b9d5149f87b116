#include <stdlib.h>

#include "base/mem.h"
#include "ext/hash.h"
#include "run/refusal.h"

struct known {
	int		 code, http, subcode;
	const char	*title, *details;
};

/* Texts of Meta's error page; HTTP statuses of its older edition. */
static const struct known errors[] = {
	{ 1, 400, 0, "API Unknown", "Invalid request or possible server error." },
	{ 2, 503, 0, "API Service", "Temporary due to downtime or due to being overloaded." },
	{ 4, 400, 0, "API Too Many Calls", "The app has reached its API call rate limit." },
	{ 33, 400, 0, "Parameter value is not valid", "The business phone number has been deleted." },
	{ 100, 400, 0, "Invalid parameter", "The request included one or more unsupported or misspelled parameters." },
	{ 190, 401, 0, "Invalid OAuth access token - Cannot parse access token", NULL },
	{ 368, 403, 0, "Temporarily blocked for policies violations", "The account has been restricted for violating a policy." },
	{ 80007, 400, 0, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit." },
	{ 130429, 400, 2494055, "Rate limit hit", "Cloud API message throughput has been reached." },
	{ 130472, 400, 0, "User's number is part of an experiment", "Message was not sent as part of an experiment." },
	{ 131000, 500, 0, "Something went wrong", "Message failed to send due to an unknown error." },
	{ 131005, 403, 0, "Access denied", "Permission is either not granted or has been removed." },
	{ 131008, 400, 0, "Required parameter is missing", "The request is missing a required parameter." },
	{ 131009, 400, 0, "Parameter value is not valid", "One or more parameter values are invalid." },
	{ 131016, 500, 0, "Service unavailable", "A service is temporarily unavailable." },
	{ 131021, 400, 0, "Recipient cannot be sender", "Sender and recipient phone number is the same." },
	{ 131026, 400, 0, "Message undeliverable", "Unable to deliver message." },
	{ 131030, 400, 0, "Recipient phone number not in allowed list", "Recipient phone number not in allowed list." },
	{ 131031, 403, 0, "Account has been locked", "The account has been restricted or disabled for violating a policy." },
	{ 131042, 400, 0, "Business eligibility payment issue", "There was an error related to your payment method." },
	{ 131047, 400, 0, "Re-engagement message",
	    "Message failed to send because more than 24 hours have passed since the customer last replied to this number." },
	{ 131048, 400, 0, "Spam rate limit hit", "Message failed to send because there are restrictions on how many messages can be sent from this phone number." },
	{ 131049, 400, 0, "This message was not delivered to maintain healthy ecosystem engagement.",
	    "In order to maintain a healthy ecosystem engagement, the message failed to be delivered." },
	{ 131050, 400, 0, "User has stopped marketing messages", "The recipient has chosen to stop receiving marketing messages." },
	{ 131051, 400, 0, "Unsupported message type", "Message type is currently not supported." },
	{ 131052, 400, 0, "Media download error", "Unable to download the media sent by the user." },
	{ 131053, 400, 0, "Media upload error", "Unable to upload the media used in the message." },
	{ 131056, 400, 0, "(Business Account, Consumer Account) pair rate limit hit",
	    "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time." },
	{ 131057, 500, 0, "Account in maintenance mode", "Business Account is in maintenance mode." },
	{ 132001, 404, 0, "Template does not exist in the translation", "The template does not exist in the specified language or has not been approved." },
	{ 133010, 400, 0, "Phone number not registered", "Phone number not registered on the WhatsApp Business Platform." },
	{ 135000, 400, 0, "Generic user error", "Message failed to send because of an unknown error with your request parameters." },
};

static struct known
lookup(int code)
{
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if (errors[i].code == code)
			return errors[i];
	return (struct known){ code, 400, 0, "An error of this sandbox's making", "As it was told." };
}

json_t *
refusal_answer(int code, const char *details, int *http)
{
	const struct known k = lookup(code);
	/* 190 comes without number and details, as recorded. */
	char *message = code == 190 ? mem_str(k.title) : mem_printf("(#%d) %s", code, k.title);
	json_t *e = json_pack("{s:s, s:s, s:i}", "message", message, "type", "OAuthException", "code", code);
	char trace[24] = "A";

	if (details == NULL)
		details = k.details;
	if (details != NULL)
		json_object_set_new(e, "error_data",
		    json_pack("{s:s, s:s}", "messaging_product", "whatsapp", "details", details));
	if (k.subcode != 0)
		json_object_set_new(e, "error_subcode", json_integer(k.subcode));
	hash_random(trace + 1, 20);
	json_put(e, "fbtrace_id", trace);
	free(message);
	*http = k.http;
	return json_pack("{s:o}", "error", e);
}

json_t *
refusal_status(int code, const char *details)
{
	const struct known k = lookup(code);

	return json_pack("{s:i, s:s, s:s, s:{s:s}}", "code", code, "title", k.title, "message", k.title,
	    "error_data", "details", details != NULL ? details : k.details != NULL ? k.details : k.title);
}
