"""What tests share: databases, the page-contract client, counting."""
