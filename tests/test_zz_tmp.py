def test_a(tiny_book):
    import time, cProfile, pstats; 
    tiny_book.check()
    t=time.time(); tiny_book.check(); print(time.time()-t)
    t=time.time(); tiny_book.write(); print('write',time.time()-t)
    p=cProfile.Profile(); p.enable(); tiny_book.check(); p.disable()
    pstats.Stats(p).sort_stats('cumtime').print_stats(45)
