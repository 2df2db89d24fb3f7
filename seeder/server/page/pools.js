// pools
