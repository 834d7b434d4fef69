"""The money of orders: card payments, refunds and the provider's notices."""
