"""What may be promised: stock, holds, supply and rules of selling put together."""
